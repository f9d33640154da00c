import type { IncomingMessage } from 'node:http'
import { isIpAddress, isLoopback } from './loopback.ts'

export interface OriginPolicy {
  /** Address the server listens on. */
  host: string
  allowedHosts: readonly string[]
  allowedOrigins: readonly string[]
}

const hostName = (authority: string): string => {
  const url = `http://${authority}`
  return URL.canParse(url) ? new URL(url).hostname : ''
}

/** A page of another site can point its own name at this address (DNS rebinding), but not an IP address or `localhost`. */
const isOurHost = (authority: string, policy: OriginPolicy): boolean => {
  const name = hostName(authority)
  if (name === '') return false
  return isLoopback(name) || isIpAddress(name) || name === policy.host || policy.allowedHosts.includes(name)
}

const isOurOrigin = (origin: string, authority: string, policy: OriginPolicy): boolean =>
  policy.allowedOrigins.includes(origin) || origin === `http://${authority}` || origin === `https://${authority}`

/**
 * Why a request that a browser may have sent on behalf of another site's page must not use credentials that browsers add
 * by themselves (the cookie, or the absence of any need for one); undefined when it may.
 */
export const foreignOrigin = (request: IncomingMessage, policy: OriginPolicy): string | undefined => {
  const { host = '', origin } = request.headers
  if (!isOurHost(host, policy)) return `The host ${host} is unknown; add it to SOJOURN_ALLOWED_HOSTS`
  if (origin !== undefined && !isOurOrigin(origin, host, policy)) {
    return `Pages of ${origin} may not use this server’s cookie; add the origin to SOJOURN_ALLOWED_ORIGINS`
  }
  const site = request.headers['sec-fetch-site']
  const sameOrigin = site === undefined || site === 'same-origin' || site === 'none' || origin !== undefined
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return sameOrigin || reads ? undefined : 'Requests of other sites may not use this server’s cookie'
}
