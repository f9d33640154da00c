import { mkdir } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type {
  BlockHandle,
  Runner,
  RunnerCapabilities,
  RunOutcome,
  ToolExecution,
  ToolReport,
  ToolResult,
  Turn,
} from '@sojourn/core/ports/runner'
import { z } from 'zod'
import { deniedOutcome } from '../denied-outcome.ts'
import { parseOrRefuse } from '../parse-or-refuse.ts'
import { commandEnvironment } from '../process/command-environment.ts'
import { ProcessGroups } from '../process/process-group.ts'
import { cancelGraceMs, runCommand } from '../process/run-command.ts'
import { resolveInWorkspace } from '../workspace/workspace-path.ts'
import { CommandTranscript } from './command-transcript.ts'
import { parseShellSettings, type ShellSettings } from './shell-settings.ts'

const maxTitle = 200

const commandInput = z.strictObject({ command: z.string().min(1).max(1_000_000) })
const endOfCommand = z.object({ exitCode: z.number().nullable(), signal: z.string().nullable() })

const failed = (code: string, message: string): RunOutcome => ({
  status: 'failed',
  doneReason: 'error',
  error: { code, message, retryable: false },
})

const workingDirectory = async (settings: ShellSettings, workspace: string): Promise<string> => {
  if (isAbsolute(settings.cwd)) return settings.cwd
  const { absolute } = await resolveInWorkspace(workspace, settings.cwd)
  await mkdir(absolute, { recursive: true, mode: 0o700 })
  return absolute
}

/** The block that shows the output. A later attempt continues it, or opens another when it was complete already. */
const openBlock = async (turn: Turn): Promise<{ block: BlockHandle; before: string }> => {
  const blockId = `${turn.originRunId}.output`
  const block = await turn.startBlock({ kind: 'assistant_text', blockId })
  if (block.done) {
    const another = await turn.startBlock({ kind: 'assistant_text', blockId: `${blockId}.${turn.attempt}` })
    return { block: another, before: another.textSoFar }
  }
  if (block.textSoFar === '') return { block, before: '' }
  const seam = `\n[broken off; executed again in attempt ${turn.attempt}]\n`
  await block.delta(seam)
  return { block, before: block.textSoFar + seam }
}

export interface ShellRunnerOptions {
  /** Between SIGTERM and SIGKILL when a run is cancelled, milliseconds; default 5 s. */
  graceMs?: number
}

/**
 * A session as a supervised terminal: every input is a command that a person (or rule) allows, executed in a process
 * group of its own. README.md of this package says what is streamed, kept and ended.
 */
export class ShellRunner implements Runner {
  readonly name = 'shell'
  readonly capabilities: RunnerCapabilities = { resume: true, steer: false, summarise: false, permissions: false }
  readonly #groups = new ProcessGroups()
  readonly #graceMs: number

  constructor(options: ShellRunnerOptions = {}) {
    this.#graceMs = options.graceMs ?? cancelGraceMs
  }

  checkSettings(settings: JsonObject): void {
    parseShellSettings(settings)
  }

  async run(turn: Turn): Promise<RunOutcome> {
    const settings = parseShellSettings(turn.agent.settings)
    const command = turn.text
    if (command.trim() === '') return failed('VALIDATION_FAILED', 'The input has no command')
    if (command.includes('\0')) return failed('VALIDATION_FAILED', 'A command cannot contain a null byte')
    const report = await turn.tool(
      {
        toolCallId: `${turn.originRunId}.exec`,
        toolId: 'shell',
        operation: 'exec',
        toolInput: { command },
        effect: 'write',
        title: command.trim().slice(0, maxTitle).toWellFormed(),
      },
      (execution) => this.#execute(turn, settings, execution),
    )
    turn.signal.throwIfAborted()
    return deniedOutcome(report) ?? this.#outcomeOf(turn, report)
  }

  dispose(): Promise<void> {
    return this.#groups.endAll()
  }

  async #execute(turn: Turn, settings: ShellSettings, execution: ToolExecution): Promise<ToolResult> {
    const { command } = parseOrRefuse(commandInput, execution.toolInput, { what: 'The tool input', at: 'toolInput' })
    const cwd = await workingDirectory(settings, turn.workspace)
    const transcript = new CommandTranscript({
      ...(await openBlock(turn)),
      progress: (text) => execution.progress(text),
    })
    const end = await runCommand({
      command,
      shell: settings.shell,
      cwd,
      env: commandEnvironment(settings.env),
      signal: execution.signal,
      graceMs: this.#graceMs,
      groups: this.#groups,
      onOutput: (text) => transcript.add(text),
    })
    await transcript.complete()
    const result: JsonValue = { ...end, output: transcript.lastOutput, droppedCharacters: transcript.dropped }
    return { result, summary: end.signal === null ? `Exit code ${end.exitCode}` : `Ended by ${end.signal}` }
  }

  async #outcomeOf(turn: Turn, report: ToolReport): Promise<RunOutcome> {
    if (report.status === 'completed') {
      return { status: 'completed', output: endOfCommand.parse(report.result) }
    }
    if (report.status === 'by_hand') {
      await turn.say(
        'The command was executed in an earlier attempt, as somebody confirmed; what it said is not known.',
        `${turn.originRunId}.by-hand`,
      )
      return { status: 'completed', output: { exitCode: null, signal: null } }
    }
    return failed('TOOL_FAILED', report.error.message)
  }
}
