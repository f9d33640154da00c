import { describe, expect, it } from 'vitest'
import { parseJsonBody } from '../src/json/parse-json-body.ts'

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

describe('parseJsonBody', () => {
  it('parses up to 64 levels and refuses more before it builds anything', () => {
    expect(() => parseJsonBody(nested(64))).not.toThrow()
    expect(() => parseJsonBody(nested(65))).toThrow(expect.objectContaining({ code: 'BODY_TOO_DEEP' }))
    expect(() => parseJsonBody('['.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'BODY_TOO_DEEP' }))
  })

  it('does not count brackets in strings, escaped quotes included', () => {
    const value = { text: `"${'{['.repeat(200)}\\` }
    expect(parseJsonBody(JSON.stringify(value))).toEqual(value)
  })

  it('counts nesting, not length', () => {
    const value = Array.from({ length: 1000 }, () => [{}])
    expect(parseJsonBody(JSON.stringify(value))).toEqual(value)
  })

  it('refuses a key __proto__ wherever it is, and lets the word pass as text', () => {
    expect(() => parseJsonBody('{"a":[{"__proto__":{"admin":true}}]}')).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    )
    expect(() => parseJsonBody('{"\\u005f_proto__":1}')).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
    expect(parseJsonBody('{"a":"__proto__"}')).toEqual({ a: '__proto__' })
  })

  it.each(['', '{', "{'a':1}", '{"a":1}x', 'NaN'])('refuses %j, which is not JSON', (json) => {
    expect(() => parseJsonBody(json)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
  })
})
