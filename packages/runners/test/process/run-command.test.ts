import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandEnvironment } from '../../src/process/command-environment.ts'
import { ProcessGroups } from '../../src/process/process-group.ts'
import { type CommandOptions, runCommand } from '../../src/process/run-command.ts'
import { isAlive, pidsIn, waitUntilGone } from '../processes.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

const run = async (command: string, options: Partial<CommandOptions> = {}) => {
  const output: string[] = []
  const cwd = options.cwd ?? (await temporaryWorkspace())
  const end = await runCommand({
    command,
    shell: '/bin/sh',
    cwd,
    env: commandEnvironment(),
    groups: new ProcessGroups(),
    signal: new AbortController().signal,
    onOutput: async (text) => void output.push(text),
    ...options,
  })
  return { ...end, output: output.join(''), cwd }
}

describe('ends', () => {
  test('[G1] the exit code, stdout and stderr come back', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({ exitCode: 3, signal: null })
    expect((await run('echo out; echo err >&2')).output.split('\n').sort()).toEqual(['', 'err', 'out'])
    expect(await run('kill -9 $$')).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
  })

  test('[G1] a shell or directory that does not exist is said clearly', async () => {
    await expect(run('true', { shell: '/no/such/shell' })).rejects.toThrow('the shell /no/such/shell does not exist')
    await expect(run('true', { cwd: '/no/such/directory' })).rejects.toThrow('The working directory does not exist')
    await expect(run(`: ${'x'.repeat(3_000_000)}`)).rejects.toThrow('the command is too long for this system')
  })

  test('[G2] what a command leaves running in the background ends with it', async () => {
    const { cwd, exitCode } = await run('sleep 300 & echo $! > pids; sleep 300 > /dev/null 2>&1 & echo $! >> pids')
    expect(exitCode).toBe(0)
    for (const pid of await pidsIn(join(cwd, 'pids'))) await waitUntilGone(pid)
  })

  test('[G2] a process that left the group and holds the output open does not hold the run', async () => {
    const { cwd, output } = await run(
      `setsid sh -c 'echo $$ > pids; exec sleep 300' & while [ ! -s pids ]; do sleep 0.01; done; echo said`,
    )
    expect(output).toBe('said\n')
    const [pid = 0] = await pidsIn(join(cwd, 'pids'))
    expect(isAlive(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })

  test('[G3] output arrives whole: characters are not torn, null bytes do not reach the log', async () => {
    const { output } = await run(`printf 'a\\000b'; i=0; while [ $i -lt 20000 ]; do printf 'äöü€'; i=$((i+1)); done`)
    expect(output).toBe(`a\uFFFDb${'äöü€'.repeat(20_000)}`)
  })
})

describe('cancelling', () => {
  const cancelled = async (command: string, graceMs: number) => {
    const controller = new AbortController()
    const cwd = await temporaryWorkspace()
    const began = performance.now()
    const onOutput = async () => controller.abort(new Error('cancelled'))
    const running = run(command, { cwd, signal: controller.signal, graceMs, onOutput })
    await expect(running).rejects.toThrow('cancelled')
    return { cwd, tookMs: performance.now() - began }
  }

  test('[G2] cancel ends the whole group and leaves no orphan', async () => {
    const { cwd } = await cancelled(
      'sh -c "sleep 300 & echo \\$! > pids; wait" & echo $! > shell; sleep 0.2; echo go; wait',
      5000,
    )
    for (const pid of [...(await pidsIn(join(cwd, 'pids'))), ...(await pidsIn(join(cwd, 'shell')))]) {
      expect(isAlive(pid)).toBe(false)
    }
  })

  test('[G2] who ignores SIGTERM gets SIGKILL after the grace period', async () => {
    const { cwd, tookMs } = await cancelled(
      `trap '' TERM; sh -c "trap '' TERM; echo \\$\\$ > pids; echo go; while :; do sleep 1; done"`,
      200,
    )
    expect(tookMs).toBeGreaterThan(200)
    for (const pid of await pidsIn(join(cwd, 'pids'))) expect(isAlive(pid)).toBe(false)
  })

  test('[G2] SIGTERM leaves time to end in order', async () => {
    const { cwd } = await cancelled(
      `trap 'echo tidy > last-words; exit 0' TERM; echo go; while :; do sleep 0.05; done`,
      5000,
    )
    expect(await readFile(join(cwd, 'last-words'), 'utf8')).toBe('tidy\n')
  })

  test('[G2] a command that was cancelled before it began never begins', async () => {
    const cwd = await temporaryWorkspace()
    await expect(run('touch began', { cwd, signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    )
    await expect(readFile(join(cwd, 'began'))).rejects.toThrow('ENOENT')
  })

  test('[G2] a host that stops ends what ignores every request, and starts nothing more', async () => {
    const groups = new ProcessGroups()
    const cwd = await temporaryWorkspace()
    let disposed: Promise<void> | undefined
    const onOutput = async () => {
      disposed ??= groups.endAll()
    }
    const end = await run(`trap '' TERM; echo $$ > pids; echo go; while :; do sleep 1; done`, { cwd, groups, onOutput })
    expect(end.signal).toBe('SIGKILL')
    await disposed
    for (const pid of await pidsIn(join(cwd, 'pids'))) expect(isAlive(pid)).toBe(false)
    await expect(run('true', { cwd, groups })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })

  test('[G2] a consumer that fails ends the command', async () => {
    const cwd = await temporaryWorkspace()
    const onOutput = async () => {
      throw new Error('the log is gone')
    }
    await expect(run('echo $$ > pids; echo go; sleep 300', { cwd, onOutput })).rejects.toThrow('the log is gone')
    for (const pid of await pidsIn(join(cwd, 'pids'))) expect(isAlive(pid)).toBe(false)
  })

  test('[G3] a slow consumer slows the command and loses nothing', async () => {
    let inside = 0
    let length = 0
    const onOutput = async (text: string) => {
      expect(++inside).toBeLessThanOrEqual(2)
      length += text.length
      await new Promise((resolve) => setImmediate(resolve))
      inside--
    }
    await run(
      'i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789012345678; i=$((i+1)); done',
      { onOutput },
    )
    expect(length).toBe(100_000)
  })
})

test('[G4] commands see the allowed part of the environment, and what is added to it', () => {
  const server = {
    PATH: '/bin',
    LC_ALL: 'C',
    HOME: '/root',
    SOJOURN_TOKEN: 'secret',
    DATABASE_URL: 'secret',
    OPENAI_API_KEY: 'secret',
  }
  expect(commandEnvironment({ EXTRA: '1', PATH: '/mine' }, server)).toEqual({
    PATH: '/mine',
    LC_ALL: 'C',
    HOME: '/root',
    EXTRA: '1',
  })
})
