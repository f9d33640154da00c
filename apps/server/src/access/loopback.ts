import { isIP, isIPv4 } from 'node:net'

/** Without the brackets that an IPv6 address has in a URL. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase()

/** Whether an address or name can only mean this machine. */
export const isLoopback = (host: string): boolean => {
  const name = bare(host)
  if (isIPv4(name)) return name.startsWith('127.')
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost')
}

export const isIpAddress = (host: string): boolean => isIP(bare(host)) !== 0
