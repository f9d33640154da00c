import { mkdir } from 'node:fs/promises'
import { SojournError } from '@sojourn/contract/error'
import { z } from 'zod'
import { commandEnvironment } from '../../process/command-environment.ts'
import { runCommand } from '../../process/run-command.ts'
import { defineTool } from './define-tool.ts'
import { EndsOfOutput } from './ends-of-output.ts'

const defaultTimeoutMs = 120_000
/** Progress that is shown live, characters; the result has the ends of the output in any case. */
const maxProgress = 100_000

const endWords = (end: { exitCode: number | null; signal: string | null }): string =>
  end.signal === null ? `Exit code ${end.exitCode}` : `Ended by ${end.signal}`

export const execTool = defineTool({
  name: 'run_command',
  description:
    'Execute a shell command in the workspace and read what it prints. Nothing may go on in the background after it.',
  toolId: 'shell',
  operation: 'exec',
  effect: 'write',
  input: z.strictObject({
    command: z.string().min(1).max(100_000),
    timeoutMs: z.int().min(1).max(3_600_000).optional().describe(`Default: ${defaultTimeoutMs}`),
  }),
  title: ({ command }) => command.trim(),
  execute: async ({ command, timeoutMs = defaultTimeoutMs }, { workspace, groups, signal, progress }) => {
    if (command.includes('\0')) throw new SojournError('TOOL_FAILED', 'A command cannot contain a null byte')
    await mkdir(workspace, { recursive: true, mode: 0o700 })
    const output = new EndsOfOutput()
    const limit = AbortSignal.timeout(timeoutMs)
    const onOutput = async (text: string): Promise<void> => {
      if (output.length < maxProgress) progress(text)
      output.add(text)
    }
    const running = { command, shell: '/bin/sh', cwd: workspace, env: commandEnvironment(), groups, onOutput }
    try {
      const end = await runCommand({ ...running, signal: AbortSignal.any([signal, limit]) })
      const result = { ...end, output: output.text, droppedCharacters: output.dropped }
      return { result, summary: endWords(end) }
    } catch (error) {
      signal.throwIfAborted()
      if (!limit.aborted) throw error
      throw new SojournError(
        'TOOL_FAILED',
        `The command was ended after ${timeoutMs} ms. It had printed:\n${output.text}`,
      )
    }
  },
  words: ({ output, ...end }) => `${output === '' ? '(no output)' : output}\n[${endWords(end)}]`,
})
