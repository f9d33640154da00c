import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { QuestionReply } from '../src/ports/runner.ts'
import { fittingAnswer } from '../src/runtime/answer-schema.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

let driver: SessionDriver
let runner: ScriptedTurns
let replies: QuestionReply[]

const schema = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 2 }, count: { type: 'integer' } },
  required: ['name'],
  additionalProperties: false,
}

beforeEach(async () => {
  replies = []
  runner = new ScriptedTurns().on('ask', async (turn) => {
    replies.push(await turn.ask({ prompt: 'Who?', schema, questionId: `${turn.originRunId}.who` }))
  })
  driver = await SessionDriver.open({ runner })
})
afterEach(() => driver.runtime.shutdown())

const questions = () => driver.runtime.questions
const asked = async () => {
  const runId = await driver.submit('ask')
  const { data } = await driver.until('question.asked')
  return { runId, questionId: data.questionId, data }
}
const answer = (questionId: string, value: JsonValue) => questions().answer(tester, { questionId, answer: value })

describe('questions', () => {
  it('[P7] are stored before anybody can answer, and wait as durably as permissions', async () => {
    const { runId, questionId, data } = await asked()
    expect(data).toEqual({ questionId, prompt: 'Who?', schema, expiresAt: '2026-01-01T00:05:00.000Z' })
    expect(await questions().get(tester, { questionId })).toEqual({
      id: questionId,
      ...driver.ref,
      runId,
      agentId: 'test',
      prompt: 'Who?',
      schema,
      status: 'pending',
      answer: null,
      by: null,
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-01-01T00:05:00.000Z',
      resolvedAt: null,
    })
  })

  it('[P7] [X2] the answer reaches the runner, and the log says who gave it', async () => {
    const { runId, questionId } = await asked()
    const answered = await answer(questionId, { name: 'Ada' })
    expect(answered).toMatchObject({ status: 'answered', answer: { name: 'Ada' }, by: 'tester' })
    await driver.settled(runId)
    expect(replies).toEqual([{ outcome: 'answered', answer: { name: 'Ada' } }])
    const [event] = await driver.eventsOfType('question.answered')
    expect(event).toMatchObject({
      seq: answered.seq,
      data: { questionId, outcome: 'answered', answer: { name: 'Ada' }, by: 'tester' },
    })
  })

  it('[P7] an answer that does not fit the schema is refused with the paths that are wrong, and may be tried again', async () => {
    const { runId, questionId } = await asked()
    for (const [wrong, path] of [
      [{ name: 'A' }, 'answer.name'],
      [{}, 'answer.name'],
      [{ name: 'Ada', count: 1.5 }, 'answer.count'],
      [{ name: 'Ada', more: 1 }, 'answer'],
      ['Ada', 'answer'],
      [null, 'answer'],
    ] as const) {
      const error = await driver.refused(() => answer(questionId, wrong), 'VALIDATION_FAILED')
      expect(error.issues?.map((issue) => issue.path)).toEqual([path])
    }
    await answer(questionId, { name: 'Ada' })
    await driver.settled(runId)
  })

  it('[P4] [P7] the first answer wins; the second is 409 with the one that stands', async () => {
    const { runId, questionId } = await asked()
    const results = await Promise.allSettled([answer(questionId, { name: 'Ada' }), answer(questionId, { name: 'Bob' })])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await driver.settled(runId)
    const error = await driver.refused(() => answer(questionId, { name: 'A' }), 'ALREADY_ANSWERED')
    expect(error.meta).toMatchObject({ question: { answer: { name: 'Ada' }, by: 'tester' } })
  })

  it('[P3] [P7] expire like permissions, are cancelled with their run, and say which', async () => {
    const first = await asked()
    driver.clock.advance(300_000)
    await driver.settled(first.runId)
    const cancelledRun = await driver.submit('ask')
    await driver.until('question.asked', 2)
    await driver.runtime.runs.cancel(tester, { runId: cancelledRun })
    await driver.settled(cancelledRun)
    const outcomes = (await driver.eventsOfType('question.answered')).map(({ data }) => `${data.outcome} by ${data.by}`)
    expect(outcomes).toEqual(['expired by runtime', 'cancelled by runtime'])
    expect(replies.map(({ outcome }) => outcome)).toEqual(['expired', 'cancelled'])
  })

  it('[P2] [P7] survive a restart: nobody is asked twice', async () => {
    const { runId, questionId } = await asked()
    const again = await startTestRuntime({ store: driver.on.store, clock: driver.clock, runner })
    const other = new SessionDriver(again, driver.sessionId)
    await other.until('run.started', 2)
    await again.runtime.questions.answer(tester, { questionId, answer: { name: 'Ada' } })
    expect(await other.settled(runId)).toMatchObject({ status: 'completed', attempt: 2 })
    expect(replies).toEqual([{ outcome: 'answered', answer: { name: 'Ada' } }])
    expect(await other.eventsOfType('question.asked')).toHaveLength(1)
    await again.runtime.shutdown()
  })

  it('[P2] [P7] an answer that comes while a later attempt looks the question up is not lost', async () => {
    const { runId, questionId } = await asked()
    const { store } = driver.on
    const getQuestion = store.getQuestion.bind(store)
    const looking = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    let first = true
    store.getQuestion = async (query) => {
      const found = await getQuestion(query)
      if (!first) return found
      first = false
      looking.resolve()
      await goOn.promise
      return found
    }
    const again = await startTestRuntime({ store, clock: driver.clock, runner })
    await looking.promise
    await again.runtime.questions.answer(tester, { questionId, answer: { name: 'Ada' } })
    goOn.resolve()
    expect((await new SessionDriver(again, driver.sessionId).settled(runId)).status).toBe('completed')
    expect(replies).toEqual([{ outcome: 'answered', answer: { name: 'Ada' } }])
    await again.runtime.shutdown()
  })

  it('[P6] [P7] [X1] are listed across sessions, never across projects', async () => {
    const { questionId } = await asked()
    const list = async (actor = tester) =>
      (await questions().list(actor, { status: 'pending' })).items.map(({ id }) => id)
    expect(await list()).toEqual([questionId])
    const stranger = { ...tester, projectId: 'other' }
    expect(await list(stranger)).toEqual([])
    const foreign = questions().answer(stranger, { questionId, answer: { name: 'Eve' } })
    expect((await refusal(foreign)).code).toBe('QUESTION_NOT_FOUND')
    expect((await refusal(questions().get(tester, { questionId: 'nobody' }))).code).toBe('QUESTION_NOT_FOUND')
  })
})

describe('answer schemas', () => {
  const fits = (given: JsonObject, value: JsonValue) => {
    try {
      expect(fittingAnswer(given, value)).toEqual(value)
      return true
    } catch (error) {
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED' })
      return false
    }
  }
  const cases: [string, JsonObject, JsonValue[], JsonValue[]][] = [
    ['string', { type: 'string', minLength: 1 }, ['a'], ['', 1, null]],
    ['boolean', { type: 'boolean' }, [true, false], ['true', 0]],
    ['enum', { type: 'string', enum: ['a', 'b'] }, ['a'], ['c']],
    ['const', { const: 'yes' }, ['yes'], ['no']],
    ['number range', { type: 'number', minimum: 1, maximum: 3 }, [1, 2.5], [0, 4]],
    [
      'list',
      { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 },
      [['a']],
      [[], ['a', 'b', 'c'], [1]],
    ],
    ['one of', { oneOf: [{ type: 'string' }, { type: 'number' }] }, ['a', 1], [true]],
    ['any of types', { type: ['string', 'null'] }, ['a', null], [1]],
    ['pattern', { type: 'string', pattern: '^[a-z]+$' }, ['abc'], ['ABC']],
    ['format', { type: 'string', format: 'email' }, ['a@example.org'], ['nobody']],
    ['reference', { $ref: '#/$defs/x', $defs: { x: { type: 'number' } } }, [1], ['a']],
    ['everything', {}, ['a', 1, null, {}], []],
    ['open object', { type: 'object', properties: { a: { type: 'string' } } }, [{}, { a: 'x', b: 1 }], [{ a: 1 }]],
  ]
  for (const [name, given, good, bad] of cases) {
    it(`[P7] ${name}`, () => {
      for (const value of good) expect([value, fits(given, value)]).toEqual([value, true])
      for (const value of bad) expect([value, fits(given, value)]).toEqual([value, false])
    })
  }

  it('[P7] defaults of the schema stand where the answer says nothing', () => {
    const ok = { type: 'boolean', default: false }
    const given = { type: 'object', properties: { ok }, required: ['ok'] }
    expect(fittingAnswer(given, {})).toEqual({ ok: false })
    expect(fittingAnswer(given, { ok: true, more: 1 })).toEqual({ ok: true, more: 1 })
  })

  it('[P7] a schema that cannot be read does not make its question unanswerable', () => {
    for (const unreadable of [{ type: 'nonsense' }, { type: 'string', pattern: '(' }, { $ref: '#/nowhere' }]) {
      expect(fits(unreadable, 'anything')).toBe(true)
    }
  })
})
