import type { EventData, EventType, SessionEvent } from '@sojourn/contract/event'
import { describe, expect, it } from 'vitest'
import type { AppendRequest } from '../../ports/session-store.ts'
import {
  appendRequest,
  createRequest,
  logEvent,
  nextRequest,
  otherProjectId,
  projectId,
  timeAt,
} from '../store-fixtures.ts'
import { type OpenDurableStore, type OpenStore, storeAll, useStore } from './opened-store.ts'

const eventOf = <Type extends EventType>(type: Type, data: EventData<Type>) =>
  ({ type, data }) as unknown as Partial<SessionEvent>

const said = (text: string, kind: 'assistant_text' | 'user_message' | 'thinking' = 'assistant_text') =>
  eventOf('block.completed', { blockId: 'b', block: { blockId: 'b', kind, text } })

const asked = (text: string) => eventOf('run.queued', { input: { text }, position: 1, strategy: 'enqueue' })

const events = (id: string, first: number, given: readonly Partial<SessionEvent>[]): SessionEvent[] =>
  given.map((event, index) => logEvent(id, first + index, event))

/** Creates a session whose log is these events. */
const sessionOf = (id: string, ...given: Partial<SessionEvent>[]): AppendRequest =>
  appendRequest(createRequest({ id }).record, events(id, 1, given), { kind: 'create' })

const goesOn = (previous: AppendRequest, ...given: Partial<SessionEvent>[]): AppendRequest => {
  const { id, lastSeq } = previous.record
  return appendRequest(previous.record, events(id, lastSeq + 1, given))
}

export const searchCases = (open: OpenStore): void => {
  describe('listSessions with a text', () => {
    const opened = useStore(open)

    const find = async (text: string, limit = 200): Promise<string[]> =>
      (await opened.store.listSessions({ projectId, limit, filter: { text } })).items.map(({ id }) => id)

    it.each<[what: string, event: Partial<SessionEvent>]>([
      ['an input that waits', asked('Order 4711 needles')],
      [
        'an input of parts',
        eventOf('run.edited', { version: 2, input: { blocks: [{ type: 'text', text: 'needles' }] } }),
      ],
      ['what a user said', said('the needles', 'user_message')],
      ['what the agent said', said('These are (needles).')],
      [
        'the input of a tool',
        eventOf('tool.called', {
          toolCallId: 'c',
          toolId: 'files',
          operation: 'read',
          toolInput: { at: [{ path: 'src/needles.ts' }] },
          effect: 'read',
          attempt: 1,
        }),
      ],
      [
        'what a tool did',
        eventOf('tool.completed', { toolCallId: 'c', result: null, summary: 'sharpened needles', durationMs: 1 }),
      ],
      [
        'why a tool failed',
        eventOf('tool.failed', { toolCallId: 'c', error: { code: 'X', message: 'no needles' }, durationMs: 1 }),
      ],
      [
        'why a run failed',
        eventOf('run.failed', {
          durationMs: 1,
          doneReason: 'error',
          error: { code: 'X', message: 'needles: not found', retryable: false },
        }),
      ],
      [
        'a question',
        eventOf('question.asked', { questionId: 'q', prompt: 'Which needles?', schema: {}, expiresAt: null }),
      ],
    ])('[S11] looks through %s', async (_what, event) => {
      await storeAll(opened.store, sessionOf('yes', {}, event), sessionOf('no', said('haystack')))
      expect(await find('needles')).toEqual(['yes'])
    })

    it('[S11] looks through the title, and not through thoughts', async () => {
      await storeAll(
        opened.store,
        createRequest({ id: 'titled', title: 'Needles' }),
        sessionOf('thinks', said('needles', 'thinking')),
      )
      expect(await find('needles')).toEqual(['titled'])
    })

    it('[S11] takes beginnings of words, in any order, from anywhere in the session', async () => {
      const first = sessionOf('both', asked('Fix the parser'))
      await storeAll(opened.store, first, sessionOf('one', asked('Fix the lexer')))
      await storeAll(opened.store, goesOn(first, said('It failed on snake_case names.')))
      expect(await find('fix')).toEqual(['one', 'both'])
      expect(await find('pars FIX')).toEqual(['both'])
      expect(await find('case parser')).toEqual(['both'])
      expect(await find('fix parser lexer')).toEqual([])
      expect(await find('arser')).toEqual([])
      expect(await find('parsers')).toEqual([])
    })

    it('[S11] what stands between words is no syntax: it parts words, and alone it finds nothing', async () => {
      await storeAll(opened.store, sessionOf('s', said(`it's "quoted" AND (100% OR src/a-b.ts) NOT \\ *:^{}`)))
      for (const text of [
        `"quoted"`,
        `'s`,
        '100%',
        'a-b',
        'src/a',
        'AND',
        'NOT',
        'OR (',
        '"it"*',
        ':*quot',
        '<-> its & 100',
      ])
        expect([text, await find(text)]).toEqual([text, text.includes('its') ? [] : ['s']])
      for (const text of ['*', '%', '_', '"', `'`, '\\', '()', ':*', '&', '!', ' ', '-', '\0', '\ud83d'])
        expect([text, await find(text)]).toEqual([text, []])
    })

    it('[S11] words that many texts repeat, and texts with very many words, are found', async () => {
      const words = Array.from({ length: 5_000 }, (_, index) => `w${index}x`)
      let request = sessionOf('s', said(words.join(' ')))
      await storeAll(opened.store, request)
      expect(await find('w4999x w0x')).toEqual(['s'])
      for (const word of ['again', 'later', 'last']) {
        request = goesOn(request, said(`${word} w17x`), said(`${'ß'.repeat(200)} ${word}`))
        await storeAll(opened.store, request)
        expect(await find(`w17x ${word}`)).toEqual(['s'])
      }
      expect(await find('ß'.repeat(150))).toEqual(['s'])
    })

    it('[S11] finds a session by all of its past when it comes as a whole, as forks and imports do', async () => {
      const log = Array.from({ length: 450 }, (_, index) => said(`message number${index}`))
      await storeAll(opened.store, sessionOf('imported', ...log))
      expect(await find('number0 number449')).toEqual(['imported'])
    })

    it('[S12] a session that is deleted is not found, nor by what another one had under its id (Trap 11)', async () => {
      const { store } = opened
      await storeAll(store, sessionOf('s', said('first')), sessionOf('other', said('first')))
      expect(await find('first')).toEqual(['s', 'other'])
      await store.deleteSession({ projectId, id: 's' })
      expect(await find('first')).toEqual(['other'])
      await storeAll(store, sessionOf('s', said('second')))
      await store.deleteSession({ projectId, id: 'other' })
      expect(await find('first')).toEqual([])
      expect(await find('second')).toEqual(['s'])
    })

    it('[S11] pages through what few and what many sessions say, newest activity first', async () => {
      const ids = Array.from({ length: 1_300 }, (_, index) => `s${String(index).padStart(4, '0')}`)
      const requests = ids.map((id, index) => {
        const words = [
          'common',
          index % 3 === 0 ? 'third' : 'else',
          index < 40 ? 'old' : 'new',
          index === 7 ? 'seven' : '',
        ]
        const request = sessionOf(id, said(words.join(' ')))
        return { ...request, record: { ...request.record, lastActivityAt: timeAt(index) } }
      })
      await storeAll(opened.store, ...requests)
      const newest = ids.toReversed()
      expect(await find('common', 3)).toEqual(newest.slice(0, 3))
      expect(await find('old', 3)).toEqual(newest.slice(-40, -37))
      expect(await find('third old common')).toEqual(newest.slice(-40).filter((id) => Number(id.slice(1)) % 3 === 0))
      expect(await find('seven')).toEqual(['s0007'])
      const pages: string[] = []
      let cursor: string | undefined
      do {
        const filter = { text: 'third' }
        const page = await opened.store.listSessions({ projectId, limit: 100, filter, ...(cursor ? { cursor } : {}) })
        pages.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(pages).toEqual(newest.filter((id) => Number(id.slice(1)) % 3 === 0))
    })

    it('[X1] finds nothing of other projects', async () => {
      const theirs = sessionOf('theirs', said('secret'))
      await storeAll(opened.store, { ...theirs, record: { ...theirs.record, projectId: otherProjectId } })
      expect(await find('secret')).toEqual([])
      const found = await opened.store.listSessions({ projectId: otherProjectId, limit: 5, filter: { text: 'secret' } })
      expect(found.items.map(({ id }) => id)).toEqual(['theirs'])
    })
  })
}

/** What must be found again after the process has gone, whether it had time to index it or not. */
export const durableSearchCases = (open: OpenDurableStore): void => {
  it('[S11] finds what was said before the store was closed', async () => {
    const opened = await open()
    try {
      const first = sessionOf('s', said('before'))
      await storeAll(opened.store, first)
      const find = async (text: string, store = opened.store) =>
        (await store.listSessions({ projectId, limit: 5, filter: { text } })).items.map(({ id }) => id)
      expect(await find('before')).toEqual(['s'])
      await storeAll(opened.store, nextRequest(first, 1, { changes: { title: 'Renamed' } }))
      const store = await opened.reopen()
      expect(await find('before renamed', store)).toEqual(['s'])
    } finally {
      await opened.close()
    }
  })
}
