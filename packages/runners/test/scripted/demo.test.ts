import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { registerAgentInput } from '@sojourn/contract/agent'
import { describe, expect, test } from 'vitest'
import { defaultAgents } from '../../src/scripted/default-agents.ts'
import { ScriptedRunner } from '../../src/scripted/scripted-runner.ts'
import { type Answer, RecordedRun } from '../recording-turn.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const runner = new ScriptedRunner({ demoDelayMs: 0 })
const question = 'What is in here?\nTell me, please.'

const play = async (workspace: string, text = question) => {
  const run = new RecordedRun({ text, workspace })
  return { run, outcome: await runner.run(run.nextTurn()) }
}

describe('in an empty workspace', () => {
  test('[SC12] it finds something to read, asks to write, writes and sums up', async () => {
    const workspace = join(await temporaryWorkspace(), 'session')
    const { run, outcome } = await play(workspace)
    expect((await readdir(workspace)).sort()).toEqual(['NOTES.md', 'README.md'])
    expect(run.of('tool.called').map(({ toolId, operation }) => `${toolId} ${operation}`)).toEqual([
      'fs list',
      'fs read',
      'fs write',
    ])
    const notes = await readFile(join(workspace, 'NOTES.md'), 'utf8')
    expect(notes).toMatch(/^# Notes\n\n## What is in here\? Tell me, please\.\n/)
    expect(notes).toContain('- `README.md`, ')
    expect(notes).toMatch(/`README\.md` has \d+ lines and \d+ words; it is titled “Workspace”\./)
    const summary = run.texts().at(-1) ?? ''
    expect(summary).toContain('> What is in here? Tell me, please.')
    expect(summary).toContain('**Workspace:** 1 entry (`README.md`)')
    expect(summary).toContain(`**Written:** \`NOTES.md\` (${Buffer.byteLength(notes)} bytes), a new file.`)
    expect(outcome).toEqual({ status: 'completed', output: summary })
  })

  test('[SC12] its plan moves on with it', async () => {
    const { run } = await play(await temporaryWorkspace())
    const plans = run.of('plan.updated').map(({ steps }) => steps.map(({ status }) => status?.charAt(0)).join(''))
    expect(plans).toEqual(['ippp', 'cipp', 'ccip', 'ccci', 'cccc'])
    expect(
      run
        .of('plan.updated')
        .at(-1)
        ?.steps.map(({ title }) => title),
    ).toContain('Read README.md')
  })

  test('[SC12] it takes less than six seconds, and what it would have used is recorded', async () => {
    const { run } = await play(await temporaryWorkspace(), 'x '.repeat(100_000))
    expect(run.of('block.delta').length * 16).toBeLessThan(6000)
    expect(run.of('usage.recorded')).toEqual([
      { model: 'demo', inputTokens: 50_000, outputTokens: expect.any(Number), costUsd: 0 },
    ])
  })
})

describe('in a workspace with files', () => {
  test('[SC12] what people put there is found, and nothing is added but the notes', async () => {
    const workspace = await temporaryWorkspace()
    await mkdir(join(workspace, 'src'))
    await writeFile(join(workspace, 'todo.txt'), 'Buy bread\n')
    const { run } = await play(workspace)
    expect((await readdir(workspace)).sort()).toEqual(['NOTES.md', 'src', 'todo.txt'])
    expect(run.texts().at(-1)).toContain('`todo.txt` has 1 line and 2 words; it is titled “Buy bread”.')
  })

  test('[SC12] a second message adds to the notes of the first', async () => {
    const workspace = await temporaryWorkspace()
    await play(workspace, 'First')
    const { run } = await play(workspace, 'Second')
    const notes = await readFile(join(workspace, 'NOTES.md'), 'utf8')
    expect(notes.match(/^##? .*$/gm)).toEqual(['# Notes', '## First', '## Second'])
    expect(run.texts().at(-1)).toContain('with what it said before')
  })

  test('[SC12] a file that is no text is said to be none', async () => {
    const workspace = await temporaryWorkspace()
    await writeFile(join(workspace, 'image.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]))
    const { run, outcome } = await play(workspace)
    expect(outcome.status).toBe('completed')
    expect(run.texts().at(-1)).toContain('**Read:** no file that could be read as text.')
  })
})

test('[SC12] notes that cannot be read are left alone', async () => {
  const workspace = await temporaryWorkspace()
  await writeFile(join(workspace, 'NOTES.md'), Buffer.from([0xff, 0]))
  await play(workspace, ' ')
  expect((await readdir(workspace)).sort()).toEqual(['NOTES.md', 'NOTES.new.md'])
  expect(await readFile(join(workspace, 'NOTES.new.md'), 'utf8')).toContain('## (no text)')
  expect(await readFile(join(workspace, 'NOTES.md'))).toHaveLength(2)
})

describe('refused', () => {
  test.each<[string, Answer, string, string]>([
    ['write', 'deny', 'PERMISSION_DENIED', 'ccfp'],
    ['write', 'expire', 'PERMISSION_EXPIRED', 'ccfp'],
    ['read', 'deny', 'PERMISSION_DENIED', 'cfpp'],
    ['list', 'deny', 'PERMISSION_DENIED', 'fppp'],
  ])('[P3] %s: after %s nothing is written and the run ends as denied', async (...row) => {
    const [refused, answer, code, plan] = row
    const workspace = await temporaryWorkspace()
    const permit = ({ operation }: { operation: string }) => (operation === refused ? answer : 'allow')
    const run = new RecordedRun({ text: question, workspace, permit })
    const outcome = await runner.run(run.nextTurn())
    expect(outcome).toMatchObject({ status: 'failed', doneReason: 'denied', error: { code } })
    expect(await readdir(workspace)).toEqual(['README.md'])
    expect(run.texts().at(-1)).toMatch(/stop here/)
    expect(
      run
        .of('plan.updated')
        .at(-1)
        ?.steps.map(({ status }) => status?.charAt(0))
        .join(''),
    ).toBe(plan)
  })
})

test('[C4] the demo too says and does everything once, wherever an attempt broke off', async () => {
  const { run: smooth } = await play(await temporaryWorkspace())
  // The deltas of the texts are proven elsewhere; here every third event is enough.
  for (let crashAfter = 1; crashAfter <= smooth.events.length; crashAfter += 3) {
    const run = new RecordedRun({ text: question, workspace: await temporaryWorkspace() })
    expect(await run.play(runner, { crashAfter })).toBeNull()
    const outcome = await run.play(runner)
    expect(outcome).toEqual({ status: 'completed', output: smooth.texts().at(-1) })
    expect(run.texts()).toEqual(smooth.texts())
    expect(run.of('tool.completed')).toEqual(smooth.of('tool.completed'))
  }
})

test('[P1] the default agents are valid, and of the demo only writing asks', () => {
  const agents = defaultAgents.map((agent) => registerAgentInput.parse(agent))
  expect(agents.map(({ id, runner: name }) => [id, name])).toEqual([
    ['demo', 'scripted'],
    ['scripted', 'scripted'],
  ])
  for (const { settings = {} } of agents) runner.checkSettings(settings)
  const [demo, scripted] = agents
  const allowed = demo?.policy?.rules?.map(({ toolId, operation, decision }) => `${decision} ${toolId} ${operation}`)
  expect(allowed).toEqual(['allow fs list', 'allow fs read', 'allow wait sleep'])
  expect(scripted?.policy).toBeUndefined()
})
