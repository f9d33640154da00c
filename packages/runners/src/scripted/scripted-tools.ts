import { mkdir } from 'node:fs/promises'
import { SojournError } from '@sojourn/contract/error'
import type { JsonValue } from '@sojourn/contract/json'
import type { ToolEffect } from '@sojourn/contract/tool-call'
import type { ToolExecution, ToolReport, ToolResult, Turn } from '@sojourn/core/ports/runner'
import { z } from 'zod'
import { parseOrRefuse } from '../parse-or-refuse.ts'
import { pause } from '../pause.ts'
import { BoundedOutput } from '../process/bounded-output.ts'
import { commandEnvironment } from '../process/command-environment.ts'
import type { ProcessGroups } from '../process/process-group.ts'
import { runCommand } from '../process/run-command.ts'
import { WorkspaceFiles } from '../workspace/workspace-files.ts'
import { type ToolUse, waitMs } from './script.ts'

/** Characters of output that the result of `shell exec` keeps. */
const maxCommandOutput = 100_000

/** What a tool works with, beyond its input. */
interface ToolSurroundings {
  workspace: string
  groups: ProcessGroups
}

interface ScriptedTool {
  effect: ToolEffect
  execute: (execution: ToolExecution, surroundings: ToolSurroundings) => Promise<ToolResult>
}

const tool = <Schema extends z.ZodType>(
  effect: ToolEffect,
  schema: Schema,
  execute: (toolInput: z.infer<Schema>, execution: ToolExecution & ToolSurroundings) => Promise<ToolResult>,
): ScriptedTool => ({
  effect,
  // Parsed as late as this, because the person who allows a call may edit its input.
  execute: (execution, surroundings) =>
    execute(parseOrRefuse(schema, execution.toolInput, { what: 'The tool input', at: 'toolInput' }), {
      ...execution,
      ...surroundings,
    }),
})

const plural = (count: number, noun: string, nouns = `${noun}s`) => `${count} ${count === 1 ? noun : nouns}`

const listFiles = tool('read', z.strictObject({ path: z.string().optional() }), async ({ path }, { workspace }) => {
  const result = await new WorkspaceFiles(workspace).list(path)
  return { result, summary: plural(result.entries.length, 'entry', 'entries') }
})

const readFile = tool('read', z.strictObject({ path: z.string() }), async ({ path }, { workspace }) => {
  const result = await new WorkspaceFiles(workspace).read(path)
  return { result, summary: `${result.path}, ${plural(result.bytes, 'byte')}` }
})

const writeInput = z.strictObject({ path: z.string(), content: z.string() })
const writeFile = tool('write', writeInput, async ({ path, content }, { workspace }) => {
  const result = await new WorkspaceFiles(workspace).write(path, content)
  return {
    result,
    summary: `${result.created ? 'Created' : 'Replaced'} ${result.path}, ${plural(result.bytes, 'byte')}`,
  }
})

const commandInput = z.strictObject({ command: z.string().min(1).max(100_000) })
const executeCommand = tool('write', commandInput, async ({ command }, execution) => {
  const { workspace, groups, signal, progress } = execution
  await mkdir(workspace, { recursive: true, mode: 0o700 })
  const output = new BoundedOutput(maxCommandOutput)
  const end = await runCommand({
    command,
    shell: '/bin/sh',
    cwd: workspace,
    env: commandEnvironment(),
    signal,
    groups,
    onOutput: async (text) => {
      const kept = output.add(text)
      if (kept !== '') progress(kept)
    },
  })
  const result = { ...end, output: output.text, droppedCharacters: output.dropped }
  return { result, summary: end.signal === null ? `Exit code ${end.exitCode}` : `Ended by ${end.signal}` }
})

const sleep = tool('read', z.strictObject({ ms: waitMs }), async ({ ms }, { signal }) => {
  await pause(ms, signal)
  return { result: { ms }, summary: `Waited ${ms} ms` }
})

const tools: Readonly<Record<string, ScriptedTool>> = {
  'fs list': listFiles,
  'fs read': readFile,
  'fs write': writeFile,
  'shell exec': executeCommand,
  'wait sleep': sleep,
}

const unknownTool = (name: string) =>
  new SojournError('TOOL_FAILED', `There is no tool ${name}; scripts have ${Object.keys(tools).join(', ')}`)

/** The tools of scripts, in the hands of one turn. */
export class Toolbox {
  readonly #turn: Turn
  readonly #groups: ProcessGroups

  /** `groups`: where the commands are known that run. */
  constructor(turn: Turn, groups: ProcessGroups) {
    this.#turn = turn
    this.#groups = groups
  }

  /**
   * One call on its whole way. A tool that does not exist goes the same way and fails at its end, so that scripts can
   * try permissions out with any names.
   */
  use({ toolId, operation, toolInput, title, ...use }: ToolUse, toolCallId: string): Promise<ToolReport> {
    const name = `${toolId} ${operation}`
    const known = Object.hasOwn(tools, name) ? tools[name] : undefined
    const effect = use.effect ?? known?.effect
    const given = { ...(effect && { effect }), ...(title !== undefined && { title }) }
    return this.#turn.tool({ toolCallId, toolId, operation, toolInput, ...given }, async (execution) => {
      if (!known) throw unknownTool(name)
      return known.execute(execution, { workspace: this.#turn.workspace, groups: this.#groups })
    })
  }
}

/** A report as the result of a durable step. */
export const reportAsJson = (report: ToolReport): JsonValue => {
  switch (report.status) {
    case 'completed':
      return { status: 'completed', result: report.result }
    case 'by_hand':
      return { status: 'by_hand' }
    case 'failed':
    case 'denied':
      return { status: report.status, error: { code: report.error.code, message: report.error.message } }
  }
}
