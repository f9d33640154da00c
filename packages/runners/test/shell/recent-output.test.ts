import { expect, test } from 'vitest'
import { RecentOutput } from '../../src/shell/recent-output.ts'

const repeats = (pieces: readonly string[]): boolean[] => {
  const recent = new RecentOutput()
  return pieces.map((piece) => recent.isRepeat(piece))
}

test('[Trap 16] a piece that says the same as one of the last ten is a repeat, colours and spacing aside', () => {
  expect(repeats(['Done.', 'Done.', '\x1b[32mDone.\x1b[0m\n', ' Done.\r\n', 'Do ne.'])).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})

test('[Trap 16] the eleventh before it is forgotten', () => {
  const others = (count: number) => Array.from({ length: count }, (_, index) => `other ${index}`)
  expect(repeats(['a', ...others(9), 'a']).at(-1)).toBe(true)
  expect(repeats(['a', ...others(10), 'a']).at(-1)).toBe(false)
})

test('[Trap 16] white space alone is never a repeat: it keeps the others apart', () => {
  expect(repeats(['\n', '\n', '  ', '\x1b[0m'])).toEqual([false, false, false, false])
})
