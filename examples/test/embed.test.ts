import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const program = new URL('../embed.ts', import.meta.url)

it('embed.ts runs a session without a server, in at most 40 lines', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program.pathname, 'Ada'])
  expect(stderr).toBe('')
  expect(stdout).toBe('user_message\nassistant_text\ncompleted Embedded true\n')
  expect((await readFile(program, 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(40)
})
