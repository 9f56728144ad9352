import { TokentollError } from '@tokentoll/core'

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on that disk, or choose a folder on another one',
  EDQUOT: 'Free space in that quota, or choose another folder',
  EROFS: 'That file system is read-only: choose another folder',
  EACCES: 'Give this process write permission there, or choose another folder',
  EPERM: 'Give this process write permission there, or choose another folder',
  ENOTDIR: 'A part of that path is a file: choose another folder',
  EEXIST: 'That path is a file: choose another folder',
}

/** The error for a folder that the ledger cannot use, with what to do about it. */
export function folderError(folder: string, cause: unknown): TokentollError {
  const code = errorCode(cause)
  return new TokentollError({
    code: 'ledger_folder_unwritable',
    problem: `The ledger cannot write to its folder${code === undefined ? '' : `: ${code}`}`,
    remedy: remedies[code ?? ''] ?? 'Choose a folder on a local disk that this process may write to',
    field: 'folder',
    value: folder,
    cause,
  })
}

/** The `code` of a Node or PostgreSQL error. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : undefined
}
