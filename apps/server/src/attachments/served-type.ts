/** How files of each type begin; every other sign is a byte that may be any. */
const beginnings: readonly (readonly [type: string, begins: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF8'],
  ['image/webp', 'RIFF????WEBP'],
  ['image/avif', '????ftypavif'],
  ['application/pdf', '%PDF-'],
]

const longest = 12

const doesBegin = (start: string, begins: string): boolean =>
  start.length >= begins.length && [...begins].every((sign, at) => sign === '?' || sign === start[at])

/**
 * The type under which a file is handed out: what its bytes say, of the few types that a browser may show and that run
 * nothing. What the uploader called it counts for nothing: a page or script must not come from this origin.
 */
export const servedType = (data: Uint8Array): string => {
  const start = Buffer.from(data.subarray(0, longest)).toString('latin1')
  return beginnings.find(([, begins]) => doesBegin(start, begins))?.[0] ?? 'application/octet-stream'
}
