import { SojournError } from '@sojourn/contract/error'
import { anyEvent, isEventType, type SessionEvent, sessionEvent } from '@sojourn/contract/event'
import type { z } from 'zod'
import type { AttachmentRecord } from '../ports/records.ts'
import { ImportedContents } from './import-contents.ts'

const invalid = (line: number, message: string): SojournError =>
  new SojournError('IMPORT_INVALID', `Line ${line}: ${message}`, { meta: { line } })

const parseJson = (text: string, line: number): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(line, 'this is not JSON.')
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `parsed` with its keys in the order in which they were given, so that an import exports the same bytes again. */
const inGivenOrder = (given: unknown, parsed: unknown): unknown => {
  if (Array.isArray(given) && Array.isArray(parsed)) return parsed.map((item, at) => inGivenOrder(given[at], item))
  if (!isObject(given) || !isObject(parsed)) return parsed
  const kept = Object.keys(given).filter((key) => Object.hasOwn(parsed, key))
  return Object.fromEntries(kept.map((key) => [key, inGivenOrder(given[key], parsed[key])]))
}

/** The envelope's keys in the order in which every store writes them. */
const inStoredOrder = ({ id, sessionId, seq, ts, type, v, runId, source, data, raw }: SessionEvent): SessionEvent =>
  ({
    id,
    sessionId,
    seq,
    ts,
    type,
    v,
    ...(runId === undefined ? {} : { runId }),
    source,
    data,
    ...(raw === undefined ? {} : { raw }),
  }) as SessionEvent

const describe = ({ issues: [issue] }: z.ZodError): string =>
  issue ? `${[issue.path.join('.'), issue.message].filter(Boolean).join(': ')}.` : 'this is not an event.'

/** [E9] An event of a known type must have that type's data; one of an unknown type is kept as it is. */
const parseEvent = (text: string, line: number, contents: ImportedContents): SessionEvent => {
  const given = parseJson(text, line)
  const refuse = (message: string) => invalid(line, message)
  contents.take(given, refuse)
  const isKnown = isObject(given) && typeof given.type === 'string' && isEventType(given.type)
  const result = (isKnown ? sessionEvent : anyEvent).safeParse(given)
  if (!result.success) throw invalid(line, describe(result.error))
  const event = inStoredOrder(inGivenOrder(given, result.data) as SessionEvent)
  if (isKnown) contents.check(event, refuse)
  return event
}

export interface ReadImport {
  events: SessionEvent[]
  contents: AttachmentRecord[]
}

/**
 * Reads the lines of an export. Throws IMPORT_INVALID, naming the line, for whatever is not one whole log of one session:
 * broken lines, holes, a first event that is not the session's creation, events of other sessions, nothing at all.
 */
export const readImport = async (lines: AsyncIterable<string> | Iterable<string>): Promise<ReadImport> => {
  const contents = new ImportedContents()
  const events: SessionEvent[] = []
  const ids = new Set<string>()
  let line = 0
  for await (const text of lines) {
    line += 1
    const event = parseEvent(text, line, contents)
    const [first] = events
    if (!first && event.type !== 'session.created') throw invalid(line, 'a log begins with session.created.')
    if (event.seq !== line) throw invalid(line, `its seq is ${event.seq}; seqs go from 1 without holes.`)
    if (first && first.sessionId !== event.sessionId) throw invalid(line, 'it belongs to another session.')
    if (ids.has(event.id)) throw invalid(line, `an earlier line has the event id ${event.id} already.`)
    ids.add(event.id)
    events.push(event)
  }
  if (events.length === 0) throw new SojournError('IMPORT_INVALID', 'There is no event in it.')
  return { events, contents: contents.all }
}
