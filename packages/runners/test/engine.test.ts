import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonValue } from '@sojourn/contract/json'
import { describe, expect, test } from 'vitest'
import { Engine } from './engine.ts'
import { isAlive, pidsIn } from './processes.ts'

const exec = (command: string): JsonValue => ({ tool: { toolId: 'shell', operation: 'exec', toolInput: { command } } })
const long = { sleep: 86_400_000 }

describe('scripts on the runtime', () => {
  test('[SC1] every kind of step becomes events, and the run ends as its script says', async () => {
    const session = await (await Engine.start()).session('scripted')
    await session.allow('*')
    const runId = await session.script([
      { title: 'A script' },
      { plan: [{ title: 'One', description: '', status: 'in_progress' }] },
      { thinking: 'Hm' },
      { text: 'Hello there' },
      { log: { level: 'info', message: 'line' }, repeat: 3 },
      exec('echo said'),
      { ask: { prompt: 'Which?', schema: { type: 'string' } } },
      { step: 'once', tool: { toolId: 'fs', operation: 'write', toolInput: { path: 'a.txt', content: 'a' } } },
      { checkpoint: { page: 1 }, label: 'one' },
      { usage: { model: 'm', inputTokens: 3, costUsd: 0.25 } },
    ])
    await session.answerQuestion('blue')
    const run = await session.settled(runId)
    expect(run).toMatchObject({
      status: 'completed',
      doneReason: 'completed',
      usage: { inputTokens: 3, costUsd: 0.25 },
    })
    expect(await session.texts()).toEqual(['Hello there', 'blue'])
    expect(await session.of('log')).toHaveLength(3)
    expect(await session.of('step.completed')).toMatchObject([{ key: 'once' }, { key: 'script.usage.9' }])
    expect(await session.of('checkpoint.saved')).toMatchObject([{ label: 'one', data: { page: 1 } }])
    expect(await session.of('tool.completed')).toMatchObject([
      { result: { exitCode: 0, output: 'said\n' } },
      { result: { path: 'a.txt' } },
    ])
    expect(await readFile(join(session.workspace, 'a.txt'), 'utf8')).toBe('a')
  })

  test('[SC2] a broken script fails its run with the place', async () => {
    const session = await (await Engine.start()).session('scripted')
    const run = await session.settled(await session.submit('@script [{"text": 5}]'))
    expect(run).toMatchObject({ status: 'failed', doneReason: 'error', error: { code: 'VALIDATION_FAILED' } })
    expect(run.status === 'failed' && run.error.message).toContain('Step 1 of the script cannot be used: text')
  })

  test('[SC7] fail and failAttempts end as they say', async () => {
    const session = await (await Engine.start()).session('scripted')
    expect(await session.play([{ fail: { message: 'No' } }])).toMatchObject({
      status: 'failed',
      error: { code: 'RUNNER_FAILED', message: 'No' },
    })
    expect(await session.play([{ text: 'Once' }, { failAttempts: 2 }, { text: 'At last' }])).toMatchObject({
      status: 'completed',
      attempt: 3,
    })
    expect(await session.texts()).toEqual(['Once', 'At last'])
  })

  test('[P3] a refusal ends the run as denied', async () => {
    const session = await (await Engine.start()).session('scripted')
    const runId = await session.script([
      { tool: { toolId: 'fs', operation: 'read', toolInput: { path: 'a' } } },
      { text: 'No' },
    ])
    await session.answerPermission('reject_once')
    expect(await session.settled(runId)).toMatchObject({
      status: 'failed',
      doneReason: 'denied',
      error: { code: 'PERMISSION_DENIED' },
    })
    expect(await session.texts()).toEqual([])
  })

  test('[R6] a cancel ends a sleep and a command at once', async () => {
    const session = await (await Engine.start()).session('scripted')
    await session.allow('*')
    const sleeping = await session.script([{ text: 'Before' }, long])
    await session.next('block.completed')
    await session.cancel(sleeping)
    expect((await session.settled(sleeping)).status).toBe('cancelled')
    const executing = await session.script([exec('echo $$ > pids; echo go; sleep 300')])
    await session.next('tool.progressed')
    await session.cancel(executing)
    expect((await session.settled(executing)).status).toBe('cancelled')
    for (const pid of await pidsIn(join(session.workspace, 'pids'))) expect(isAlive(pid)).toBe(false)
  })

  test('[SC4] ten thousand deltas and ten thousand lines are all there', async () => {
    const session = await (await Engine.start()).session('scripted')
    const text = 'x'.repeat(20_000)
    const run = await session.play([
      { text, chunks: 10_000 },
      { log: { level: 'debug', message: 'line' }, repeat: 10_000 },
    ])
    expect(run.status).toBe('completed')
    expect(await session.of('block.delta')).toHaveLength(10_000)
    expect(await session.of('log')).toHaveLength(10_000)
  })
})

describe('the demo on the runtime', () => {
  test('[SC12] asks once, for the notes', async () => {
    const session = await (await Engine.start()).session('demo')
    const runId = await session.submit('What is here?')
    expect(await session.next('permission.requested')).toMatchObject({
      toolId: 'fs',
      operation: 'write',
      toolInput: { path: 'NOTES.md' },
    })
    await session.answerPermission('allow_once')
    expect((await session.settled(runId)).status).toBe('completed')
    expect(await session.of('permission.requested')).toHaveLength(1)
    expect((await readdir(session.workspace)).sort()).toEqual(['NOTES.md', 'README.md'])
  })
})

describe('hosts that die or stop', () => {
  const script = [
    { log: { level: 'info', message: 'line' }, repeat: 3 },
    { text: 'Before' },
    exec('echo once >> effects'),
    { usage: { model: 'm', inputTokens: 1 } },
    { ask: { prompt: 'Go on?', schema: { type: 'string' } } },
    { text: 'After' },
  ]

  test.each(['crash', 'restart'] as const)(
    '[C4] after a %s the next host goes on, and nothing is said or done twice',
    async (end) => {
      const engine = await Engine.start()
      const session = await engine.session('scripted')
      await session.allow('*')
      const runId = await session.script(script)
      await session.next('question.asked')
      await engine[end]()
      await session.answerQuestion('yes')
      expect(await session.settled(runId)).toMatchObject({ status: 'completed', attempt: 2, usage: { inputTokens: 1 } })
      expect(await session.texts()).toEqual(['Before', 'yes', 'After'])
      expect(await session.of('log')).toHaveLength(3)
      expect(await session.of('tool.called')).toHaveLength(1)
      expect(await readFile(join(session.workspace, 'effects'), 'utf8')).toBe('once\n')
    },
  )

  test('[C3] a run that a person recovers goes on too, and asks again what was lost with its host', async () => {
    const engine = await Engine.start()
    const session = await engine.session('scripted')
    await session.update({ policy: { recovery: 'manual' } })
    await session.allow('*')
    await session.script(script)
    await session.next('question.asked')
    await engine.crash()
    const runId = await session.recover()
    await session.answerQuestion('yes', 2)
    expect((await session.settled(runId)).status).toBe('completed')
    expect(await session.texts()).toEqual(['Before', 'yes', 'After'])
    expect(await session.of('log')).toHaveLength(3)
    expect(await readFile(join(session.workspace, 'effects'), 'utf8')).toBe('once\n')
  })

  test('[C4] a text goes on in the middle', async () => {
    const engine = await Engine.start()
    const session = await engine.session('scripted')
    const words = 'one two three four five six'
    const runId = await session.script([{ text: words, delayMs: 20 }])
    await session.next('block.delta', 3)
    await engine.crash()
    expect((await session.settled(runId)).status).toBe('completed')
    expect((await session.of('block.delta')).map(({ delta }) => delta).join('')).toBe(words)
    expect(await session.texts()).toEqual([words])
  })

  test('[SC10] the next host goes on after the checkpoint', async () => {
    const engine = await Engine.start()
    const session = await engine.session('scripted')
    const runId = await session.script([{ title: 'T' }, { checkpoint: { at: 1 } }, { sleep: 300 }, { text: 'On' }])
    await session.next('checkpoint.saved')
    await engine.crash()
    expect((await session.settled(runId)).status).toBe('completed')
    expect(await session.of('checkpoint.saved')).toHaveLength(1)
  })

  test.each(['yes', 'no'] as const)('[C4] of a write in doubt a person says %s', async (happened) => {
    const engine = await Engine.start()
    const session = await engine.session('scripted')
    await session.allow('*')
    const runId = await session.script([
      exec('echo tried >> effects; until [ -e go ]; do sleep 0.02; done'),
      { text: 'On' },
    ])
    await session.next('tool.started')
    await engine.crash()
    const { toolCallId } = await session.next('tool.in_doubt')
    expect(toolCallId).toBe(`${runId}.0`)
    await session.settleToolCall(toolCallId, happened)
    if (happened === 'no') await session.next('tool.started', 2)
    await writeFile(join(session.workspace, 'go'), '')
    expect((await session.settled(runId)).status).toBe('completed')
    expect(await session.of('tool.started')).toHaveLength(happened === 'no' ? 2 : 1)
    expect(await session.texts()).toEqual(['On'])
  })
})

describe('the shell on the runtime', () => {
  test('[SH1] a command asks, runs and answers', async () => {
    const session = await (await Engine.start()).session('shell')
    const runId = await session.submit('echo hello; exit 3')
    await session.answerPermission('allow_once')
    expect(await session.settled(runId)).toMatchObject({ status: 'completed', output: { exitCode: 3, signal: null } })
    expect(await session.texts()).toEqual(['hello\n'])
  })

  test('[R6] a cancel ends its whole group', async () => {
    const session = await (await Engine.start()).session('shell')
    await session.allow('shell')
    const runId = await session.submit('sleep 300 & echo $! > pids; echo $$ >> pids; echo go; wait')
    await session.next('tool.progressed')
    await session.cancel(runId)
    expect((await session.settled(runId)).status).toBe('cancelled')
    for (const pid of await pidsIn(join(session.workspace, 'pids'))) expect(isAlive(pid)).toBe(false)
  })

  test('[Trap 16] the same word is said in every run', async () => {
    const session = await (await Engine.start()).session('shell')
    await session.allow('shell')
    for (const _ of [1, 2]) await session.settled(await session.submit('echo Done.'))
    expect((await session.of('block.delta')).map(({ delta }) => delta)).toEqual(['Done.\n', 'Done.\n'])
    expect(await session.texts()).toEqual(['Done.\n', 'Done.\n'])
  })

  test('[G2] a host that stops leaves no command behind, however stubborn', async () => {
    const engine = await Engine.start()
    const session = await engine.session('shell')
    await session.update({ limits: { graceMs: 50 } })
    await session.allow('shell')
    await session.submit(`trap '' TERM; echo $$ > pids; echo go; while :; do sleep 1; done`)
    await session.next('tool.progressed')
    await engine.restart()
    for (const pid of await pidsIn(join(session.workspace, 'pids'))) expect(isAlive(pid)).toBe(false)
    expect(await session.next('tool.in_doubt')).toMatchObject({ toolId: 'shell' })
  })
})
