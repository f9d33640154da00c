import { listEventsInput } from '@sojourn/contract/event-query'
import { listSessionsInput } from '@sojourn/contract/session'
import { describe, expect, it } from 'vitest'
import { fieldsOf, queryReader } from '../src/rest/query-reader.ts'

const allFields = (schema: unknown) => Object.fromEntries(Object.keys(fieldsOf(schema)).map((name) => [name, name]))
const readSessions = queryReader(listSessionsInput, allFields(listSessionsInput))
const readEvents = queryReader(listEventsInput, allFields(listEventsInput))

describe('queryReader', () => {
  it('converts what the schema wants as number, boolean or list', () => {
    expect(readSessions({ limit: '20', archived: 'true', empty: 'false', text: '12' })).toEqual({
      limit: 20,
      archived: true,
      empty: false,
      text: '12',
    })
    expect(readEvents({ types: 'run.queued,run.started' })).toEqual({ types: ['run.queued', 'run.started'] })
    expect(readEvents({ types: ['run.queued', 'log'] })).toEqual({ types: ['run.queued', 'log'] })
  })

  it('leaves what does not look like one for the schema to refuse', () => {
    for (const query of [
      { limit: 'ten' },
      { limit: '' },
      { limit: '0x10' },
      { archived: 'yes' },
      { limit: ['1', '2'] },
    ]) {
      const parsed = listSessionsInput.safeParse(readSessions(query))
      expect(parsed.success, JSON.stringify(query)).toBe(false)
    }
  })

  it('leaves out what the route does not know', () => {
    expect(readSessions({ colour: 'red' })).toEqual({})
  })

  it('maps parameters to fields of another name', () => {
    expect(queryReader(listSessionsInput, { size: 'limit' })({ size: '3', limit: '4' })).toEqual({ limit: 3 })
  })
})
