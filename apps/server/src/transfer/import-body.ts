import { SojournError } from '@sojourn/contract/error'
import { refuseUnsafeJson } from '../json/parse-json-body.ts'

const checked = (line: string, number: number): string => {
  try {
    refuseUnsafeJson(line)
    return line
  } catch (error) {
    if (!(error instanceof SojournError)) throw error
    throw new SojournError('IMPORT_INVALID', `Line ${number}: ${error.message}`, { meta: { line: number } })
  }
}

/** The lines of a text whose last one may end with a line feed; each is refused when it is not safe to parse. */
export function* linesOf(text: string): Generator<string> {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const [at, line] of lines.entries()) yield checked(line, at + 1)
}

const decoded = (decoder: TextDecoder, chunk: Uint8Array | undefined, line: number): string => {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
  } catch (cause) {
    throw new SojournError('IMPORT_INVALID', `Line ${line} or one soon after it is not UTF-8.`, { cause })
  }
}

/**
 * The lines of a body as it arrives. Throws BODY_TOO_LARGE beyond `maxBytes` altogether; memory holds one chunk and the
 * line that it breaks off in.
 */
export async function* linesOfBody(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let size = 0
  let number = 0
  let rest = ''
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new SojournError('BODY_TOO_LARGE', `An import may have ${maxBytes} bytes`)
    const pieces = decoded(decoder, chunk, number + 1).split('\n')
    pieces[0] = rest + (pieces[0] ?? '')
    rest = pieces.pop() ?? ''
    for (const line of pieces) yield checked(line, ++number)
  }
  rest += decoded(decoder, undefined, number + 1)
  if (rest !== '') yield checked(rest, number + 1)
}
