/** Bytes that one call takes as arguments. */
const stride = 8_192

/** Bytes as base64, with what Node and browsers both have. */
export const toBase64 = (bytes: Uint8Array): string => {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += stride) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + stride)))
  }
  return btoa(pieces.join(''))
}

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
