import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorDocument } from '../scripts/error-document.ts'
import { eventDocument } from '../scripts/event-document.ts'
import { errorCatalogue, errorCodes } from '../src/error.ts'
import { eventTypes } from '../src/event.ts'

const committed = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')

describe('documents', () => {
  it('docs/errors.md says what the catalogue says', () => {
    expect(committed('errors.md')).toBe(errorDocument())
    for (const code of errorCodes) expect(errorDocument()).toContain(`\`${code}\``)
  })

  it('docs/events.md says what the manifest says', () => {
    expect(committed('events.md')).toBe(eventDocument())
    for (const type of eventTypes) expect(eventDocument()).toContain(`| \`${type}\` |`)
  })

  it('every error says in a sentence what to do', () => {
    for (const code of errorCodes) expect(errorCatalogue[code].advice, code).toMatch(/^[A-Z].{10,}\.$/)
  })
})
