import { type LookupAddress, lookup as resolve } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Whether everybody on the Internet means the same host by it: not loopback, private, link-local, shared, reserved … */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

const refused = (hostname: string): Error =>
  new Error(`${hostname} is at a private address; SOJOURN_WEBHOOK_PRIVATE=allow lets webhooks reach those.`)

/**
 * Resolves names like `dns.lookup`, and fails for one that has a private address. A socket that is given it connects to
 * exactly what was looked at, so a name cannot change its address in between.
 */
export const lookUpPublicAddress: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '')
    const [first] = addresses
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) return callback(refused(hostname), '')
    if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
