import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { ToolEffect } from '@sojourn/contract/tool-call'
import type { ToolExecution, ToolResult } from '@sojourn/core/ports/runner'
import type { ProcessGroups } from '../../process/process-group.ts'

/** What a tool works with, beyond its input. */
export interface ToolSurroundings {
  workspace: string
  /** Where the processes are known that run. */
  groups: ProcessGroups
}

/** A picture that a tool gave. */
export interface Picture {
  mimeType: string
  /** Base64. */
  data: string
}

/** A tool as the loop uses it: what the model sees of it, what rules and ledger know it by, and what it does. */
export interface AgentTool {
  /** The name that the model calls it by. */
  name: string
  description: string
  /** JSON Schema of its input. */
  inputSchema: JsonObject
  toolId: string
  operation: string
  effect: ToolEffect
  /** For people, before it is known whether the input is any good. */
  title(input: JsonValue): string | undefined
  execute(execution: ToolExecution, surroundings: ToolSurroundings): Promise<ToolResult>
  /** What the model reads of a result, however long ago it was stored. */
  words(result: JsonValue): string
  /** The pictures of a result, for models that see them there. */
  pictures?(result: JsonValue): readonly Picture[]
}
