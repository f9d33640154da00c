import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import { describe, expect, it } from 'vitest'
import {
  appendRequest,
  checkpointRecord,
  createRequest,
  logEvent,
  projectId,
  runRecord,
  sessionRecord,
  stepRecord,
  toolCallRecord,
} from '../store-fixtures.ts'
import { type OpenStore, readLog, storeAll, useStore } from './opened-store.ts'

const nest = (depth: number): JsonValue => {
  let value: JsonValue = 'innermost'
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { level: value }
  return value
}

const values: [name: string, value: JsonObject][] = [
  ['an empty object', {}],
  ['empty lists, objects and texts', { list: [], object: {}, text: '', nested: [[], {}, ['']] }],
  ['null, true, false and zero', { nothing: null, yes: true, no: false, zero: 0 }],
  ['great and small numbers', { max: 9_007_199_254_740_991, min: -9_007_199_254_740_991, tiny: 5e-324, huge: 1.7e308 }],
  ['letters of every script', { 'ключ 🗝': 'Ünïcödé 漢字 🚀👩‍👩‍👧 \u202e mirrored \u0301' }],
  ['quotes, backslashes and line ends', { text: `"'\`\\ \n\r\t\u2028\u2029 \\u0000 $1 ?1 :name @x %s --` }],
  ['halves of surrogate pairs', { half: 'a\ud83d', other: '\ude80b' }],
  ['keys that look like numbers or SQL', { 10: 'ten', 2: 'two', '$.a': 1, 'x"]': 2, 'a.b': 3 }],
  ['deep nesting', { deep: nest(200) }],
]

export const valueCases = (open: OpenStore): void => {
  describe('unusual values', () => {
    const opened = useStore(open)

    it.each(values)('[E2] gives back %s as it went in, wherever it is kept', async (_name, value) => {
      const { store } = opened
      const event = logEvent('s1', 1, { type: 'future.happened', data: value, raw: value } as never)
      const record = sessionRecord({ context: value, runtimeMetadata: value })
      await storeAll(store, {
        ...appendRequest(record, [event], { kind: 'create' }),
        runs: [runRecord({ metadata: value, output: value })],
        toolCalls: [toolCallRecord({ toolInput: value, result: value })],
        checkpoints: [checkpointRecord({ data: value })],
        steps: [stepRecord({ result: value })],
      })
      const text = JSON.stringify(value)
      const [logged] = await store.readEvents({ sessionId: 's1', afterSeq: 0, limit: 1 })
      expect(logged?.json).toBe(JSON.stringify(event))
      const found: unknown[] = [
        logged?.event.data,
        logged?.event.raw,
        (await store.getSession({ projectId, id: 's1' }))?.context,
        (await store.loadSession({ projectId, id: 's1' }))?.record.runtimeMetadata,
        (await store.getRun({ projectId, id: 'r1' }))?.metadata,
        (await store.getRun({ projectId, id: 'r1' }))?.output,
        (await store.listToolCalls({ projectId, sessionId: 's1' }))[0]?.toolInput,
        (await store.loadSession({ projectId, id: 's1' }))?.toolCalls[0]?.result,
        (await store.getCheckpoint({ projectId, id: 'k1' }))?.data,
        (await store.getStep({ sessionId: 's1', runId: 'r1', key: 'fetch' }))?.result,
      ]
      expect(found.map((item) => JSON.stringify(item))).toEqual(found.map(() => text))
    })

    it('[E2] keeps texts of columns as they are: ids, labels, tags, titles, names of tools', async () => {
      const { store } = opened
      const text = `it's "so" \\ \n% _ ; DROP TABLE session; -- ü 漢 🚀`
      const call = toolCallRecord({ toolCallId: text, toolId: text, operation: text, title: text })
      const request = createRequest({ title: text, labels: [text, 'a'], sessionType: text, createdBy: text })
      await storeAll(store, { ...request, toolCalls: [call], setTags: [text] })
      expect(await store.getSession({ projectId, id: 's1' })).toEqual({ ...request.record, tags: [text] })
      expect(await store.findToolCalls({ projectId, toolCallId: text })).toEqual([call])
      expect(await store.sessionOfTag({ projectId, tag: text })).toBe('s1')
      const filter = { label: text, tag: text, text, type: text }
      expect((await store.listSessions({ projectId, limit: 5, filter })).items).toHaveLength(1)
    })

    it('[E2] keeps a megabyte in one event, and in a context', async () => {
      const { store } = opened
      const message = 'ü"\\x'.repeat(250_000)
      const event = logEvent('s1', 1, { data: { level: 'info', message } })
      const record = sessionRecord({ context: { message } })
      await storeAll(store, appendRequest(record, [event], { kind: 'create' }))
      expect(await readLog(store, 's1')).toEqual([event])
      expect((await store.getSession({ projectId, id: 's1' }))?.context).toEqual({ message })
    })

    it('[E1] takes ten thousand events in one append, as an import brings them', async () => {
      const { store } = opened
      const request = createRequest({}, 10_000)
      await storeAll(store, request)
      const middle = await store.readEvents({ sessionId: 's1', afterSeq: 5_000, limit: 1_000 })
      expect(middle.map((logged) => logged.json)).toEqual(
        request.events.slice(5_000, 6_000).map((event) => JSON.stringify(event)),
      )
    })
  })
}
