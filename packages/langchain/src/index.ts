export {
  TokentollCallbackHandler,
  type TokentollCallbackHandlerOptions,
} from './handler/tokentoll-callback-handler.ts'
