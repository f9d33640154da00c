import { isDeepStrictEqual } from 'node:util'
import type { JsonValue } from '@sojourn/contract/json'
import type { ToolCallError } from '@sojourn/contract/tool-call'
import type { ObservedTool, Turn } from '@sojourn/core/ports/runner'
import type { AgentToolUpdate } from './agent-updates.ts'
import { ToolView } from './tool-view.ts'

/** One call of the agent, and its line in the ledger. */
export interface ReportedTool {
  /** Unique in the session: agents count from the beginning in each of their own. */
  readonly toolCallId: string
  readonly view: ToolView
  readonly ledger: ObservedTool
  hasStarted: boolean
  hasEnded: boolean
  /** What the ledger has as its input and title. */
  toolInput: JsonValue
  title: string | null
}

const maxId = 256
const maxTitle = 500

const shortTitle = (title: string | null): string | null =>
  title === null ? null : title.slice(0, maxTitle).toWellFormed()

/** The tool calls of one turn, from the agent's updates into the ledger. Called from one queue: nothing runs side by side. */
export class ToolReports {
  readonly #turn: Turn
  readonly #tools = new Map<string, ReportedTool>()

  constructor(turn: Turn) {
    this.#turn = turn
  }

  knows(toolCallId: string): boolean {
    return this.#tools.has(toolCallId)
  }

  /** Takes what an update says; one of an unknown call is its beginning. */
  async take(update: AgentToolUpdate, { asks }: { asks: boolean } = { asks: false }): Promise<ReportedTool> {
    const known = this.#tools.get(update.toolCallId)
    const view = known?.view ?? new ToolView()
    const output = view.merge(update, asks)
    const tool = known ?? (await this.#begin(update.toolCallId, view))
    if (tool.hasEnded) return tool
    if (view.status !== null && view.status !== undefined && view.status !== 'pending') await this.start(tool)
    else await this.#tell(tool)
    if (view.status === 'completed') await this.#complete(tool)
    else if (view.status === 'failed') await this.fail(tool, { code: 'TOOL_FAILED', message: view.failure })
    else if (output !== '') tool.ledger.progress(output)
    return tool
  }

  async #begin(id: string, view: ToolView): Promise<ReportedTool> {
    const { runId, attempt } = this.#turn
    const toolCallId = `${runId}.${attempt}.${id}`.slice(0, maxId)
    const { toolId, operation, toolInput, effect } = view
    const title = shortTitle(view.title)
    const request = { toolCallId, toolId, operation, toolInput, effect, ...(title === null ? {} : { title }) }
    const ledger = await this.#turn.observeTool(request)
    const tool: ReportedTool = { toolCallId, view, ledger, hasStarted: false, hasEnded: false, toolInput, title }
    this.#tools.set(id, tool)
    return tool
  }

  /** In the ledger as executing, before the agent hears that it may. */
  async start(tool: ReportedTool): Promise<void> {
    if (tool.hasStarted) return this.#tell(tool)
    tool.hasStarted = true
    await this.#say(tool)
  }

  /** What became known of a call that executes: before it does, nobody needs it. */
  async #tell(tool: ReportedTool): Promise<void> {
    const { toolInput } = tool.view
    const isNew = !isDeepStrictEqual(toolInput, tool.toolInput) || shortTitle(tool.view.title) !== tool.title
    if (tool.hasStarted && isNew) await this.#say(tool)
  }

  async #say(tool: ReportedTool): Promise<void> {
    const { view } = tool
    const title = shortTitle(view.title)
    const { toolInput } = view
    const input = isDeepStrictEqual(toolInput, tool.toolInput) ? {} : { toolInput }
    await tool.ledger.started({ ...input, ...(title === null || title === tool.title ? {} : { title }) })
    tool.toolInput = toolInput
    tool.title = title
  }

  async #complete(tool: ReportedTool): Promise<void> {
    tool.hasEnded = true
    await tool.ledger.completed({ result: tool.view.result, summary: tool.view.summary })
  }

  async fail(tool: ReportedTool, error: ToolCallError): Promise<void> {
    if (tool.hasEnded) return
    tool.hasEnded = true
    await tool.ledger.failed(error)
  }

  /** True while the agent has said of a call that it executes and not how it ended. */
  get isBusy(): boolean {
    return [...this.#tools.values()].some((tool) => tool.hasStarted && !tool.hasEnded)
  }

  /** The agent has ended its turn: some never say how their calls went. */
  async close(): Promise<void> {
    for (const tool of this.#tools.values()) {
      if (tool.hasEnded) continue
      if (tool.hasStarted) {
        tool.hasEnded = true
        const result = { ...tool.view.result, note: 'The agent ended its turn without saying how this call went.' }
        await tool.ledger.completed({ result, summary: tool.view.summary })
      } else {
        await this.fail(tool, {
          code: 'TOOL_INTERRUPTED',
          message: 'The agent ended its turn without executing this call.',
        })
      }
    }
  }
}
