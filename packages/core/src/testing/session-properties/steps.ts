import type { RunInput } from '@sojourn/contract/run'
import fc from 'fast-check'
import type { Turn } from '../../ports/runner.ts'
import { operator, type World } from './world.ts'

/** What a step does; what it is about is chosen among what there is, by number. */
export type Step = readonly [name: keyof typeof steps, a: number, b: number]

const texts = ['work', 'stubborn work', '/status', '/compact', 'x'.repeat(200), '/terminate']
const strategies = ['enqueue', 'enqueue', 'reject', 'interrupt'] as const
const options = ['allow_once', 'reject_once', 'allow_always', 'reject_always'] as const
const pick = <Item>(items: readonly Item[], at: number): Item => items[at % items.length] as Item

/** One of a few contents, so that the same come again. */
const fileOf = (at: number) => ({
  mimeType: 'text/plain',
  data: Buffer.from(`content ${at % 4}`).toString('base64'),
})

/** Some bring a file; core commands are an input's whole text. */
const inputOf = (at: number): RunInput => {
  const text = pick(texts, at)
  if (at % 4 !== 0 || text.startsWith('/')) return { text }
  return {
    blocks: [
      { type: 'text', text },
      { type: 'file', ...fileOf(at / 4) },
    ],
  }
}

const runOf = async (world: World, at: number, status?: 'queued') => {
  const query = { ...world.ref, limit: 200, ...(status ? { status } : {}) }
  const { items } = await world.runtime.runs.list(operator, query)
  return items.length === 0 ? undefined : pick(items, at)
}

/** What a runner says is not waited for: most of it goes on while other steps happen. */
const unwatched = (promise: Promise<unknown>): void => {
  promise.catch(() => {})
}

const beginBlock = async (turn: Turn): Promise<void> => {
  const block = await turn.startBlock({ kind: 'thinking' })
  await block.delta('Half')
}

const showFile = async (turn: Turn, at: number): Promise<void> => {
  const block = await turn.startBlock({ kind: 'assistant_text' })
  await block.complete('Look', [fileOf(at)])
}

const commands = {
  submit: ({ runtime, ref, clock }: World, a: number, b: number) =>
    runtime.runs.submit(operator, {
      ...ref,
      input: inputOf(a),
      strategy: pick(strategies, b),
      ...(a % 5 === 0 ? { runAt: new Date(clock.now() + (b % 4) * 1_000).toISOString() } : {}),
      ...(b % 5 === 0 ? { timeoutMs: 500 + a * 10 } : {}),
    }),
  cancel: async (world: World, a: number) => {
    const run = await runOf(world, a)
    if (run) await world.runtime.runs.cancel(operator, { runId: run.id, reason: 'a test' })
  },
  edit: async (world: World, a: number, b: number) => {
    const run = await runOf(world, a, 'queued')
    const change = b % 2 === 0 ? { input: inputOf(b) } : { runAt: b % 3 === 0 ? null : '2026-01-01T00:00:05.000Z' }
    if (run)
      await world.runtime.runs.edit(operator, {
        runId: run.id,
        version: run.version + (b % 7 === 0 ? 1 : 0),
        ...change,
      })
  },
  upload: ({ runtime, ref }: World, a: number) => runtime.attachments.upload(operator, { ...ref, ...fileOf(a) }),
  move: async (world: World, a: number, b: number) => {
    const run = await runOf(world, a, 'queued')
    if (run) await world.runtime.runs.move(operator, { runId: run.id, version: run.version, position: (b % 6) + 1 })
  },
  pause: ({ runtime, ref }: World) => runtime.sessions.pause(operator, ref),
  resume: ({ runtime, ref }: World) => runtime.sessions.resume(operator, ref),
  complete: ({ runtime, ref }: World, a: number) =>
    runtime.sessions.complete(operator, { ...ref, cancelQueued: a % 2 === 0 }),
  crash: ({ runtime, ref }: World) => runtime.sessions.crash(operator, ref),
  recover: ({ runtime, ref }: World, a: number) =>
    runtime.sessions.recover(operator, { ...ref, strategy: pick(['continue', 'retry', 'abandon'] as const, a) }),
  archive: ({ runtime, ref }: World) => runtime.sessions.archive(operator, ref),
  unarchive: ({ runtime, ref }: World) => runtime.sessions.unarchive(operator, ref),
  tag: ({ runtime, ref }: World, a: number, b: number) =>
    runtime.sessions.tag(operator, { sessionId: b % 3 === 0 ? 'other' : ref.sessionId, tag: pick(['t', 'u'], a) }),
  untag: ({ runtime, ref }: World) => runtime.sessions.untag(operator, ref),
  update: ({ runtime, ref }: World, a: number, b: number) =>
    runtime.sessions.update(operator, {
      ...ref,
      mode: 'merge',
      ...(a % 2 === 0 ? { context: { [`k${b % 3}`]: a % 3 === 0 ? null : a } } : {}),
      ...(a % 3 === 0 ? { title: b % 2 === 0 ? null : `Title ${b}` } : {}),
      ...(a % 5 === 0 ? { checkpoint: b % 2 === 0 ? null : { b } } : {}),
      ...(a % 7 === 0 ? { policy: { recovery: b % 2 === 0 ? ('manual' as const) : ('auto' as const) } } : {}),
    }),
  fork: ({ runtime, ref }: World) => runtime.sessions.fork(operator, ref),
  answer: async (world: World, a: number, b: number) => {
    const permissionId = await world.pendingPermission(a)
    if (permissionId) await world.runtime.permissions.answer(operator, { permissionId, option: pick(options, b) })
  },
  reply: async (world: World, a: number) => {
    const questionId = await world.pendingQuestion(a)
    if (questionId) await world.runtime.questions.answer(operator, { questionId, answer: { a } })
  },
  settle: async (world: World, a: number) => {
    const toolCallId = await world.callInDoubt()
    const happened = pick(['yes', 'no', 'fail'] as const, a)
    if (toolCallId) await world.runtime.toolCalls.settle(operator, { toolCallId, happened })
  },
}

const reports = {
  say: ({ runner: { current } }: World) => unwatched(current?.turn.say('Said') ?? Promise.resolve()),
  show: ({ runner: { current } }: World, a: number) => {
    if (current) unwatched(showFile(current.turn, a))
  },
  begin: ({ runner: { current } }: World) => {
    if (current) unwatched(beginBlock(current.turn))
  },
  write: ({ runner: { current } }: World, a: number, b: number) => {
    if (!current) return
    // Half of them need no permission, a third never come to an end by themselves.
    const operation = pick(['get', 'write'], a)
    const request = {
      toolCallId: current.nextId('write'),
      toolId: 'fs',
      operation,
      effect: 'write' as const,
      toolInput: { a },
    }
    const hangs = b % 3 === 0
    unwatched(current.turn.tool(request, () => (hangs ? new Promise(() => {}) : Promise.resolve({ result: b }))))
  },
  read: ({ runner: { current } }: World, a: number) => {
    if (!current) return
    const request = { toolCallId: current.nextId('read'), toolId: 'fs', operation: 'get', toolInput: null }
    const fails = () => Promise.reject(new Error('No such file'))
    unwatched(current.turn.tool(request, a % 2 === 0 ? fails : async () => ({ result: 'r' })))
  },
  ask: ({ runner: { current } }: World) => {
    if (!current) return
    unwatched(current.turn.ask({ prompt: 'Which?', schema: {}, questionId: current.nextId('question') }))
  },
  save: ({ runner: { current } }: World, a: number) =>
    unwatched(current?.turn.saveCheckpoint({ a }, 'label') ?? Promise.resolve()),
  step: ({ runner: { current } }: World, a: number) =>
    unwatched(current?.turn.step(`key-${a % 3}`, async () => a) ?? Promise.resolve()),
  spend: ({ runner: { current } }: World, a: number) =>
    unwatched(current?.turn.usage({ inputTokens: a, costUsd: a / 1_000 }) ?? Promise.resolve()),
  name: ({ runner: { current } }: World, a: number) =>
    unwatched(current?.turn.setTitle(`Named ${a}`) ?? Promise.resolve()),
  end: ({ runner: { current } }: World) => current?.end({ status: 'completed', output: 'Done' }),
  fail: ({ runner: { current } }: World, a: number) =>
    current?.end({ status: 'failed', error: { code: 'X', message: 'No', retryable: a % 2 === 0 } }),
  throw: ({ runner: { current } }: World) => current?.break(new Error('Broke')),
}

const surroundings = {
  wait: ({ clock }: World, a: number, b: number) => clock.advance(pick([1, 100, 1_000, 5_000, 300_000], b) * (a % 3)),
  crashHost: (world: World) => world.crashHost(),
  failStore: (world: World, a: number) => world.failStore((a % 3) + 1),
  loseAnswer: (world: World) => world.loseAnswer(),
}

export const steps = { ...commands, ...reports, ...surroundings } as const satisfies Record<
  string,
  (world: World, a: number, b: number) => unknown
>

const number = fc.integer({ min: 0, max: 60 })
const named = (names: object) =>
  fc.tuple(fc.constantFrom(...(Object.keys(names) as (keyof typeof steps)[])), number, number) as fc.Arbitrary<Step>

/** Mostly work: sessions that are closed all the time prove little. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: named({ submit: 1 }) },
  { weight: 12, arbitrary: named(reports) },
  { weight: 5, arbitrary: named(commands) },
  { weight: 4, arbitrary: named({ resume: 1, unarchive: 1, recover: 1 }) },
  { weight: 4, arbitrary: named({ cancel: 1, answer: 1, settle: 1, edit: 1, move: 1 }) },
  { weight: 2, arbitrary: named({ wait: 1 }) },
  { weight: 2, arbitrary: named({ crashHost: 1 }) },
  { weight: 2, arbitrary: named({ failStore: 1, loseAnswer: 1 }) },
)
