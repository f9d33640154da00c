import { RequestError } from '@agentclientprotocol/sdk'
import { SojournError } from '@sojourn/sdk'
import { adviceOf } from '../failure.ts'

/** A failure as the protocol says it: what went wrong, what to do, and the catalogue's code. */
export const requestError = (error: unknown): RequestError => {
  if (error instanceof RequestError) return error
  if (!(error instanceof SojournError)) return RequestError.internalError(undefined, String(error))
  const said = `${error.message} ${adviceOf(error)}`
  const data = { code: error.code }
  switch (error.code) {
    case 'UNAUTHORIZED':
      return RequestError.authRequired(data, said)
    case 'SESSION_NOT_FOUND':
      return new RequestError(-32_002, said, data)
    case 'VALIDATION_FAILED':
      return RequestError.invalidParams(data, said)
    default:
      return new RequestError(-32_603, said, data)
  }
}
