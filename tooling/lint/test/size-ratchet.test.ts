import { expect, test } from 'vitest'
import { sizeFaults } from '../src/size-ratchet.ts'

const file = (lines: number) => ({ path: 'a.ts', text: 'x\n'.repeat(lines) })
const exemption = (lines: number) => ({ path: 'a.ts', lines, reason: 'a table' })

test('[L8] a file has at most 300 lines', () => {
  expect(sizeFaults([file(300)], [])).toEqual([])
  expect(sizeFaults([file(301)], [])).toHaveLength(1)
})

test('[L9] an exempt file may not grow, and never beyond 500 lines', () => {
  expect(sizeFaults([file(400)], [exemption(400)])).toEqual([])
  expect(sizeFaults([file(401)], [exemption(400)])).toHaveLength(1)
  expect(sizeFaults([file(501)], [exemption(600)])).toHaveLength(1)
})

test('[L10] an exemption that is no longer needed has to go', () => {
  expect(sizeFaults([file(300)], [exemption(400)])).toHaveLength(1)
  expect(sizeFaults([], [exemption(400)])).toHaveLength(1)
})
