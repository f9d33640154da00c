import { writeFileSync } from 'node:fs'
import { mkdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '@sojourn/contract/json'
import { describe, expect, test } from 'vitest'
import { ShellRunner } from '../../src/shell/shell-runner.ts'
import { isAlive, pidsIn } from '../processes.ts'
import { type AttemptOptions, RecordedRun, type RecordedRunOptions } from '../recording-turn.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const runner = new ShellRunner({ graceMs: 300 })

const runOf = async (command: string, options: Partial<RecordedRunOptions> = {}) =>
  new RecordedRun({ text: command, workspace: await temporaryWorkspace(), ...options })

const play = async (command: string, options: Partial<RecordedRunOptions> & AttemptOptions = {}) => {
  const run = await runOf(command, options)
  return { run, outcome: await runner.run(run.nextTurn(options)) }
}

const streamed = (run: RecordedRun) =>
  run
    .of('block.delta')
    .map(({ delta }) => delta)
    .join('')

describe('a command', () => {
  test('[SH1] is one tool call that asks, and its output streams as text and progress', async () => {
    const asked: unknown[] = []
    const permit = (request: object) => {
      asked.push(request)
      return 'allow' as const
    }
    const { run, outcome } = await play('echo hello', { permit })
    expect(outcome).toEqual({ status: 'completed', output: { exitCode: 0, signal: null } })
    const toolCallId = `${run.runId}.exec`
    const call = {
      toolCallId,
      toolId: 'shell',
      operation: 'exec',
      toolInput: { command: 'echo hello' },
      effect: 'write',
      title: 'echo hello',
    }
    expect(asked).toEqual([call])
    expect(run.texts()).toEqual(['hello\n'])
    expect(streamed(run)).toBe('hello\n')
    expect(run.of('tool.progressed')).toEqual([{ toolCallId, output: 'hello\n' }])
    const result = { exitCode: 0, signal: null, output: 'hello\n', droppedCharacters: 0 }
    expect(run.of('tool.completed')).toMatchObject([{ result, summary: 'Exit code 0' }])
  })

  test('[SH2] that exits with a code other than 0 completes its run: the code is the answer', async () => {
    const { run, outcome } = await play('echo no >&2; exit 3')
    expect(outcome).toEqual({ status: 'completed', output: { exitCode: 3, signal: null } })
    expect(run.texts()).toEqual(['no\n'])
    expect((await play('kill -9 $$')).outcome).toEqual({
      status: 'completed',
      output: { exitCode: null, signal: 'SIGKILL' },
    })
  })

  test('[SH1] goes to the shell as it is, whatever is in it', async () => {
    const command = `printf '%s' "$(echo 'a  b')"; echo; echo '; rm -rf nothing' \`echo ticks\` | cat # comment`
    expect((await play(command)).run.texts()).toEqual(['a  b\n; rm -rf nothing ticks\n'])
    const { run } = await play('echo $0; [[ a == a* ]] && echo bash', { settings: { shell: '/bin/bash' } })
    expect(run.texts()).toEqual(['/bin/bash\nbash\n'])
  })

  test('[P4] runs as the person edited it', async () => {
    const { run } = await play('echo asked', { permit: () => ({ allowWith: { command: 'echo edited' } }) })
    expect(run.texts()).toEqual(['edited\n'])
  })

  test.each([
    ['deny', 'PERMISSION_DENIED'],
    ['expire', 'PERMISSION_EXPIRED'],
  ] as const)('[P3] after the answer %s it is not executed and its run ends as denied', async (answer, code) => {
    const { run, outcome } = await play('touch executed', { permit: () => answer })
    expect(outcome).toMatchObject({ status: 'failed', doneReason: 'denied', error: { code } })
    await expect(readFile(join(run.options.workspace, 'executed'))).rejects.toThrow('ENOENT')
  })

  test.each<[string, string, JsonObject, string]>([
    ['nothing', ' \n', {}, 'The input has no command'],
    ['a null byte', 'echo \0', {}, 'A command cannot contain a null byte'],
    ['a shell that is not there', 'true', { shell: '/no/shell' }, 'the shell /no/shell does not exist'],
    ['a directory that is not there', 'true', { cwd: '/no/directory' }, 'The working directory does not exist'],
  ])('[SH3] %s fails the run in words', async (...row) => {
    const [, command, settings, message] = row
    const { outcome } = await play(command, { settings })
    expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.stringContaining(message) } })
  })
})

describe('where and with what', () => {
  test('[SH4] the workspace is the default; a relative directory lies in it, an absolute one is taken as it is', async () => {
    const outer = await realpath(await temporaryWorkspace())
    const workspace = join(outer, 'new', 'workspace')
    expect((await play('pwd', { workspace })).run.texts()).toEqual([`${workspace}\n`])
    expect((await play('pwd', { workspace, settings: { cwd: 'a/b' } })).run.texts()).toEqual([`${workspace}/a/b\n`])
    expect((await play('pwd', { workspace, settings: { cwd: outer } })).run.texts()).toEqual([`${outer}\n`])
  })

  test('[SH4] a link in the workspace that leads outside is no way out for a relative directory', async () => {
    const workspace = await temporaryWorkspace()
    await play('ln -s /etc out', { workspace })
    const { outcome } = await play('pwd', { workspace, settings: { cwd: 'out' } })
    expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('leads outside') } })
  })

  test('[G4] the command sees what the agent gives it, and none of the server’s secrets', async () => {
    process.env.SOJOURN_TEST_SECRET = 'secret'
    const { run } = await play('env; echo "[$GREETING]"', { settings: { env: { GREETING: 'hi there' } } })
    delete process.env.SOJOURN_TEST_SECRET
    expect(run.texts()[0]).toContain('[hi there]')
    expect(run.texts()[0]).not.toContain('secret')
  })

  test.each<[JsonObject, string]>([
    [{ cwd: '../x' }, 'settings.cwd'],
    [{ cwd: 'a/../../x' }, 'settings.cwd'],
    [{ cwd: '' }, 'settings.cwd'],
    [{ cwd: 'a\0' }, 'settings.cwd'],
    [{ env: { 'NOT A NAME': 'x' } }, 'settings.env.NOT A NAME'],
    [{ env: { NAME: 5 } }, 'settings.env.NAME'],
    [{ shell: '' }, 'settings.shell'],
    [{ command: 'ls' }, 'settings'],
  ])('[SH5] the settings %j are refused by their path', (settings, path) => {
    const issues = expect.arrayContaining([expect.objectContaining({ path })])
    expect(() => runner.checkSettings(settings)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', issues }))
  })

  test('[SH5] good settings are taken', () => {
    runner.checkSettings({})
    runner.checkSettings({ cwd: '/', env: { A: '' }, shell: '/bin/bash' })
  })
})

describe('output', () => {
  test('[Trap 16] what one of the last ten pieces said is not streamed again, but is in the final text', async () => {
    const workspace = await temporaryWorkspace()
    let seen = 0
    // Each word waits until the one before has been recorded, so that every one is a piece of its own.
    const onEvent = (event: { type: string }) =>
      event.type === 'tool.progressed' && writeFileSync(join(workspace, `go${++seen}`), '')
    const until = (file: string) => `until [ -e ${file} ]; do sleep 0.01; done`
    const command = `echo one; ${until('go1')}; echo two; ${until('go2')}; printf '\\033[1mone\\033[0m\\n'`
    const { run } = await play(command, { workspace, onEvent })
    expect(streamed(run)).toBe('one\ntwo\n')
    expect(run.of('tool.progressed').map(({ output }) => output)).toEqual(['one\n', 'two\n'])
    expect(run.texts()).toEqual(['one\ntwo\n\x1b[1mone\x1b[0m\n'])
    expect(run.of('tool.completed')).toMatchObject([{ result: { output: run.texts()[0] } }])
  })

  test('[Trap 16] the same word in a later run is said again', async () => {
    for (const _ of [1, 2]) expect(streamed((await play('echo Done.')).run)).toBe('Done.\n')
  })

  test('[SH6] of much output the first million characters are kept, the rest is counted and said', async () => {
    const { run, outcome } = await play(`head -c 3000000 /dev/zero | tr '\\0' x`)
    expect(outcome.status).toBe('completed')
    expect(run.texts()).toEqual([`${'x'.repeat(1_000_000)}\n[2000000 more characters of output were not kept]\n`])
    expect(run.of('tool.completed')[0]?.result).toMatchObject({
      exitCode: 0,
      output: 'x'.repeat(16_000),
      droppedCharacters: 2_000_000,
    })
  })
})

describe('cancelling', () => {
  test('[R6] the whole process group ends, and nothing of it is left', async () => {
    const controller = new AbortController()
    const workspace = await temporaryWorkspace()
    const onEvent = (event: { type: string }) =>
      event.type === 'tool.progressed' && controller.abort(new Error('cancelled'))
    const run = new RecordedRun({
      text: `trap '' TERM; echo $$ > pids; sleep 300 & echo $! >> pids; echo go; wait; wait`,
      workspace,
      onEvent,
    })
    await expect(runner.run(run.nextTurn({ signal: controller.signal }))).rejects.toThrow('cancelled')
    const pids = await pidsIn(join(workspace, 'pids'))
    expect(pids).toHaveLength(2)
    for (const pid of pids) expect(isAlive(pid)).toBe(false)
  })
})

describe('a later attempt', () => {
  const append = 'echo done >> effects; cat effects'

  test('[C4] does not execute again what had ended', async () => {
    const run = await runOf(append)
    const events = 7
    expect(await run.play(runner, { crashAfter: events })).toBeNull()
    expect(run.events.at(-1)?.type).toBe('tool.completed')
    expect(await run.play(runner)).toEqual({ status: 'completed', output: { exitCode: 0, signal: null } })
    expect(await readFile(join(run.options.workspace, 'effects'), 'utf8')).toBe('done\n')
    expect(run.texts()).toEqual(['done\n'])
  })

  test('[C4] does not execute what somebody says has happened, and says that the output is not known', async () => {
    const run = await runOf(append, { settle: () => 'yes' })
    expect(await run.play(runner, { crashAfter: 2 })).toBeNull()
    const outcome = await run.play(runner)
    expect(outcome).toEqual({ status: 'completed', output: { exitCode: null, signal: null } })
    expect(run.texts()).toEqual([expect.stringContaining('as somebody confirmed')])
    await expect(readFile(join(run.options.workspace, 'effects'))).rejects.toThrow('ENOENT')
  })

  test('[C4] executes again what somebody says has not, and shows the seam', async () => {
    const run = await runOf('echo begun; echo done >> effects')
    expect(await run.play(runner, { crashAfter: 5 })).toBeNull()
    expect(run.events.at(-1)?.type).toBe('block.delta')
    expect((await run.play(runner))?.status).toBe('completed')
    expect(run.texts()).toEqual(['begun\n\n[broken off; executed again in attempt 2]\nbegun\n'])
    expect(streamed(run)).toBe(run.texts()[0])
  })

  test('[C4] writes into a block of its own when the first was complete', async () => {
    const run = await runOf('echo said')
    expect(await run.play(runner, { crashAfter: 6 })).toBeNull()
    expect(run.events.at(-1)?.type).toBe('block.completed')
    expect((await run.play(runner))?.status).toBe('completed')
    expect(run.texts()).toEqual(['said\n', 'said\n'])
  })
})

test('[SH4] a workspace that exists is used as it is', async () => {
  const workspace = await temporaryWorkspace()
  await mkdir(join(workspace, 'there'))
  expect((await play('ls', { workspace })).run.texts()).toEqual(['there\n'])
})
