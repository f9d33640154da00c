/** A stretch of terminal output that looks the same throughout. */
export interface StyledText {
  text: string
  /** 0–15: the terminal's colours; null is the page's. */
  colour: number | null
  bold: boolean
  dim: boolean
  underline: boolean
}

type Style = Omit<StyledText, 'text'>

const plain: Style = { colour: null, bold: false, dim: false, underline: false }

/** CSI and OSC sequences, other escapes, and control characters that mean nothing here. */
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\u001b\[([0-9;:?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]?|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u007f]/g

const withCode = (style: Style, code: number): Style => {
  if (code === 0) return plain
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 4) return { ...style, underline: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 24) return { ...style, underline: false }
  if (code >= 30 && code <= 37) return { ...style, colour: code - 30 }
  if (code >= 90 && code <= 97) return { ...style, colour: code - 90 + 8 }
  return code === 39 ? { ...style, colour: null } : style
}

/** Of the long forms (`38;5;n`, `38;2;r;g;b`) only the sixteen colours are known; they take their arguments with them. */
const withCodes = (style: Style, codes: readonly number[]): Style => {
  const [code, kind, value, ...rest] = codes
  if (code === undefined) return style
  if (code !== 38 && code !== 48) return withCodes(withCode(style, code), codes.slice(1))
  if (kind === 2) return withCodes(style, rest.slice(2))
  const known = code === 38 && kind === 5 && value !== undefined && value < 16
  return withCodes(known ? { ...style, colour: value } : style, rest)
}

/** A line that was written over, as progress bars do: what stood there last. */
const lastWritten = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, ''))
    .join('\n')

/** Terminal output as text with looks. Sequences that move a cursor, set titles or make links are left out. */
export const ansiText = (output: string): StyledText[] => {
  const parts: StyledText[] = []
  let style = plain
  let from = 0
  const text = output.includes('\r') ? lastWritten(output) : output
  const push = (end: number) => {
    if (end > from) parts.push({ ...style, text: text.slice(from, end) })
  }
  for (const match of text.matchAll(sequence)) {
    push(match.index)
    from = match.index + match[0].length
    if (match[2] !== 'm') continue
    style = withCodes(style, (match[1] || '0').split(/[;:]/).map(Number))
  }
  push(text.length)
  return parts
}
