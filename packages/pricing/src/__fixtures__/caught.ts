import { TokentollError } from '../errors.ts'

/** The error of ours that `act` throws; any other is thrown on. */
export function caught(act: () => unknown): TokentollError {
  try {
    act()
  } catch (error) {
    if (TokentollError.isInstance(error)) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}
