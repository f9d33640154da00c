import type { RunOutcome, Turn } from '@sojourn/core/ports/runner'
import type { ProcessGroups } from '../process/process-group.ts'
import type { AiSdkSettings } from './ai-sdk-settings.ts'
import { ModelLoop } from './loop/model-loop.ts'
import { modelError } from './model/model-error.ts'
import { openModel } from './model/open-model.ts'
import type { AgentTool } from './tools/agent-tool.ts'
import { workspaceTools } from './tools/workspace-tools.ts'

/** Repetitions of one call within an attempt. */
const retries = 2
/** Longest wait within an attempt, milliseconds; what takes longer is waited for by the runtime. */
const maxWaitMs = 20_000

export interface PlayRunOptions {
  turn: Turn
  settings: AiSdkSettings
  mcpTools: readonly AgentTool[]
  groups: ProcessGroups
  backoffMs: number
}

/** One attempt of a run with the model and the tools that the agent's settings name. */
export const playRun = async ({ turn, settings, mcpTools, groups, backoffMs }: PlayRunOptions): Promise<RunOutcome> => {
  const model = await openModel(settings)
  const all = [...settings.tools.map((name) => workspaceTools[name]), ...mcpTools]
  const tools = new Map(all.map((tool) => [tool.name, tool]))
  const errorOf = (thrown: unknown) => modelError(thrown, { apiKey: model.apiKey, now: Date.now() })
  const patience = { retries, backoffMs, maxWaitMs, errorOf }
  const surroundings = { workspace: turn.workspace, groups }
  return new ModelLoop({ turn, settings, model, tools, surroundings, patience }).play()
}
