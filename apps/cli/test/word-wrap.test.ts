import { expect, test } from 'vitest'
import { WordWrap } from '../src/render/word-wrap.ts'

/** The whole text, in pieces of so many characters. */
const wrapped = (text: string, width: number, piece = 3): string => {
  const wrap = new WordWrap(width)
  let shown = ''
  for (let at = 0; at < text.length; at += piece) shown += wrap.push(text.slice(at, at + piece))
  return shown + wrap.flush()
}

test('[L6] streamed prose breaks between words, however it is cut', () => {
  const text = 'The quick brown fox jumps over the lazy dog.\n\nAnd again.'
  const expected = 'The quick brown\nfox jumps over\nthe lazy dog.\n\nAnd again.'
  for (const piece of [1, 2, 3, 7, 100]) expect(wrapped(text, 15, piece), `pieces of ${piece}`).toBe(expected)
  expect(wrapped('a-word-that-is-longer-than-the-line and more', 10)).toBe(
    'a-word-that-is-longer-than-the-line\nand more',
  )
})

test('[L6] items of lists stay indented, and code stays as it is', () => {
  expect(wrapped('- one two three four\n  2. five six seven', 14)).toBe(
    '- one two\n  three four\n  2. five six\n     seven',
  )
  const code = '```sh\nsojourn send "a line that is much too long"\n```\nprose is broken again'
  expect(wrapped(code, 12)).toBe('```sh\nsojourn send "a line that is much too long"\n```\nprose is\nbroken again')
})

test('[L6] a line that begins anew has its whole width', () => {
  const wrap = new WordWrap(12)
  const before = wrap.push('eight and ')
  wrap.restart()
  expect(before + wrap.push('eight more words ')).toBe('eight andeight more\nwords')
})
