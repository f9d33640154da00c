/** The first `length` UTF-16 units of `text` at most, never half a character: half of one is no valid text to store. */
export const cutText = (text: string, length: number): string => {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  const isFirstHalf = last >= 0xd800 && last <= 0xdbff
  return text.slice(0, isFirstHalf ? length - 1 : length)
}
