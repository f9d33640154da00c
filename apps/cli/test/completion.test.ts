import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { TestServer } from '@sojourn/sdk/testing/test-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { completions } from '../src/complete/completions.ts'
import { shellScripts, shells } from '../src/complete/shell-scripts.ts'
import { createProgram } from '../src/program.ts'
import { Sojourn, script, writeFile } from './sojourn-command.ts'

let server: TestServer
let sojourn: Sojourn

beforeAll(async () => {
  server = await TestServer.start()
  sojourn = new Sojourn(server)
})
afterAll(() => server[Symbol.asyncDispose]())

/** A value, a tab, what it is; in this process, which is faster than the command. */
const completed = async (...words: string[]): Promise<string[]> =>
  (await completions(createProgram(), words, sojourn.environment)).map(({ value, about }) =>
    about === '' ? value : `${value}\t${about}`,
  )
const values = async (...words: string[]) => (await completed(...words)).map((line) => line.split('\t')[0])

test('[L14] commands, options, choices and files are completed', async () => {
  expect((await completed('se')).toSorted()).toEqual([
    'send\tSend input to an agent and show what it does',
    'serve\tStart a server here; Ctrl-C stops it',
    'settle\tSay whether a tool call in doubt happened: yes, no or fail',
  ])
  expect(await values('rules', '')).toEqual(['ls', 'add', 'rm', 'explain'])
  expect(await values('send', '--st')).toEqual(['--strategy'])
  expect(await values('send', '--json', '--j')).toEqual([])
  expect(await values('send', '--strategy', 'en')).toEqual(['enqueue'])
  expect(await values('settle', 'call_7', '')).toEqual(['yes', 'no', 'fail'])
  expect(await values('export', '-o', 'no')).toEqual([':files'])
  expect(await values('nonsense', '')).not.toContain('nonsense')
})

test('[L14] sessions are completed by id, tag and any part of their title', async () => {
  const id = (await sojourn.run('new', '--title', 'Release notes for May', '--tag', 'notes')).stdout.trim()
  const short = id.slice(-8)
  expect(await completed('show', short.slice(0, 5))).toEqual([`${short}\tRelease notes for May`])
  expect(await values('show', id.slice(0, 20))).toEqual([id])
  expect(await completed('show', 'no')).toEqual(['notes\tRelease notes for May'])
  expect(await completed('show', 'for may')).toEqual(['notes\tRelease notes for May'])
  const untagged = (await sojourn.run('new', '--title', 'Something else')).stdout.trim()
  expect(await values('show', 'ething')).toEqual([untagged.slice(-8)])
  expect(await values('send', '--session', '@l')).toEqual(['@last'])
  expect(await values('send', '--tag', 'n')).toEqual(['notes'])
})

test('[L14] runs, permissions and agents are completed by what the server knows of them', async () => {
  await sojourn.run('pause', (await sojourn.run('new', '--tag', 'held')).stdout.trim())
  const queued = await sojourn.json('send', '-t', 'held', '--no-wait', 'Later')
  const run = String(queued.runId)
  expect(await completed('cancel', 'held', '--run', '')).toEqual([`${run.slice(-8)}\tLater`])
  expect(await values('queue', 'move', '--session', 'held', run.slice(-8, -3))).toEqual([run.slice(-8)])
  const asking = sojourn.start('send', '-t', 'asks', script(writeFile))
  await asking.prints('needs permission')
  expect(await completed('approve', '')).toEqual([expect.stringMatching(/^[0-9a-f]{8}\tfs\.write a\.txt$/)])
  await sojourn.run('deny')
  await asking.ended
  expect(await values('new', '--agent', 'de')).toEqual(['demo'])
  expect(await values('agents', 'add', 'x', '--runner', 'sc')).toEqual(['scripted'])
})

test('[L14] without a server nothing is completed, and nothing is said', async () => {
  const lonely = new Sojourn({ url: 'http://127.0.0.1:9', dataDirectory: server.dataDirectory })
  expect(await lonely.run('completions', '--', 'show', '')).toEqual({ code: 0, stdout: '', stderr: '' })
  expect((await sojourn.run('completions', '--', 'show', '--url', 'http://127.0.0.1:9', '')).stdout).toBe('')
})

test('[L14] bash completes what it is asked, also behind a sign at which it breaks words', async () => {
  await sojourn.run('new', '--tag', 'two words', '--title', 'Spaces')
  const folder = join(server.dataDirectory, 'bin')
  mkdirSync(folder, { recursive: true })
  symlinkSync(fileURLToPath(new URL('../bin/sojourn.js', import.meta.url)), join(folder, 'sojourn'))
  writeFileSync(join(folder, 'completion.bash'), shellScripts.bash)
  /** `word`: what bash takes for the word under the cursor. */
  const complete = (line: string, word: string): string[] => {
    const ask = `source ${join(folder, 'completion.bash')}; COMP_LINE=$1; COMP_POINT=\${#1}; _sojourn sojourn "$2"; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['-c', ask, 'bash', line, word], {
      encoding: 'utf8',
      env: { ...sojourn.environment, PATH: `${folder}:${join(process.execPath, '..')}:${process.env.PATH}` },
    })
    expect(stderr).toBe('')
    return stdout.split('\n').filter((value) => value !== '')
  }
  expect(complete('sojourn arch', 'arch')).toEqual(['archive'])
  expect(complete('sojourn send --strategy ', '')).toEqual(['enqueue', 'reject', 'interrupt'])
  expect(complete('sojourn show @la', '@la')).toEqual(['@last'])
  expect(complete('sojourn show @la', 'la')).toEqual(['last'])
  expect(complete('sojourn show two', 'two')).toEqual(['two\\ words'])
})

test('[L14] completion prints a script for each shell, and says which there are', async () => {
  for (const shell of shells) expect((await sojourn.run('completion', shell)).stdout).toBe(shellScripts[shell])
  expect(await sojourn.run('completion', 'tcsh')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed choices are bash, zsh, fish.'),
  })
})

test('[L9] help is a page with everything about a command, for a terminal, for man and for programs', async () => {
  const { code, stdout } = await sojourn.run('help', 'queue', 'move')
  expect(code).toBe(0)
  expect(stdout.match(/^[A-Z ]+$/gm)).toEqual([
    ...['NAME', 'SYNOPSIS', 'OPTIONS', 'EXAMPLES', 'ENVIRONMENT', 'EXIT STATUS', 'SEE ALSO'],
  ])
  expect(stdout).toContain('sojourn queue move [options] <run> <position>')
  expect((await sojourn.run('help')).stdout).toMatch(/\nWORK\n[\s\S]*\nEXIT STATUS\n/)
  const roff = await sojourn.run('help', 'send', '--roff')
  expect(roff.stdout).toMatch(/^\.TH SOJOURN-SEND 1 [\s\S]*\n\.SH DESCRIPTION\n\.PP\nA session is given/)
  expect(await sojourn.json('help', 'ls')).toMatchObject({ name: 'sojourn-ls' })
  const wide = (await sojourn.startOnTerminal('help', 'send').ended).stdout.split('\r\n')
  expect(Math.max(...wide.map((line) => stripVTControlCharacters(line).length))).toBeLessThanOrEqual(100)
  expect(await sojourn.run('help', 'sned')).toMatchObject({ code: 2 })
})
