import { expect, it } from 'vitest'
import { uuidSource } from '../src/ports/uuid-source.ts'

it('[S1] ids are UUIDv7 of now, unique, and sort in the order in which they were made', () => {
  const before = Date.now()
  const ids = Array.from({ length: 5_000 }, () => uuidSource.next())
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
  const time = Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)
  expect(time).toBeGreaterThanOrEqual(before)
  expect(time).toBeLessThanOrEqual(Date.now())
})
