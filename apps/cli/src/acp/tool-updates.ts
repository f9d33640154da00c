import { isAbsolute, join } from 'node:path'
import type { SessionUpdate, ToolCallContent, ToolCallLocation, ToolKind } from '@agentclientprotocol/sdk'
import type { EventOf, JsonObject, JsonValue, SessionEvent } from '@sojourn/sdk'
import { toolLabel } from '../render/tool-label.ts'
import { picturesIn } from './result-pictures.ts'

/** Live output of a tool that an editor is sent at most, characters; the end of it says most. */
const maxOutput = 20_000
const maxTitle = 200

const kinds: readonly (readonly [RegExp, ToolKind])[] = [
  [/search|grep|glob|find/, 'search'],
  [/read|list|get|view/, 'read'],
  [/write|edit|create|patch|append/, 'edit'],
  [/delete|remove/, 'delete'],
  [/move|rename/, 'move'],
  [/fetch|browse|download|http/, 'fetch'],
  [/exec|run|shell|bash|terminal/, 'execute'],
  [/think|sleep|wait/, 'think'],
]

interface ToolUse {
  toolId: string
  operation: string
  toolInput: JsonValue
  title?: string | undefined
}

/** What an editor needs to show a tool call. */
export const shownTool = (call: ToolUse, cwd: string) => ({
  title: toolLabel(call, maxTitle),
  kind: kindOf(call),
  rawInput: call.toolInput,
  content: diffsIn(call.toolInput, cwd),
  locations: locationsIn(call.toolInput, cwd),
})

/** The operation says more than the tool: `fs.write` writes, whatever `fs` is. */
const kindOf = ({ toolId, operation }: ToolUse): ToolKind => {
  const named = (word: string) => kinds.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1]
  return named(operation) ?? named(toolId) ?? 'other'
}

const fieldsOf = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const textOf = (fields: JsonObject, names: readonly string[]): string | undefined =>
  names.map((name) => fields[name]).find((value) => typeof value === 'string')

const pathIn = (fields: JsonObject, cwd: string): string | undefined => {
  const path = textOf(fields, ['path', 'file_path', 'filePath'])
  return path === undefined || isAbsolute(path) ? path : join(cwd, path)
}

const locationsIn = (input: JsonValue, cwd: string): ToolCallLocation[] => {
  const path = pathIn(fieldsOf(input), cwd)
  return path === undefined ? [] : [{ path }]
}

/** A change of a file, when the input of a tool is one: the new text, and the old one where it is said. */
const diffsIn = (input: JsonValue, cwd: string): ToolCallContent[] => {
  const fields = fieldsOf(input)
  const path = pathIn(fields, cwd)
  const newText = textOf(fields, ['content', 'newText', 'new_string', 'new_text'])
  if (path === undefined || newText === undefined) return []
  return [{ type: 'diff', path, newText, oldText: textOf(fields, ['oldText', 'old_string', 'old_text']) ?? null }]
}

const text = (said: string): ToolCallContent => ({ type: 'content', content: { type: 'text', text: said } })

interface EndedCall {
  status: 'completed' | 'failed'
  rawOutput?: JsonValue
  said: string
  pictures?: readonly ToolCallContent[]
}

/** Tool calls, as one thing that changes while it goes on. */
export class ToolUpdates {
  readonly #cwd: string
  readonly #calls = new Map<string, { content: ToolCallContent[]; output: string }>()

  constructor(cwd: string) {
    this.#cwd = cwd
  }

  of(event: SessionEvent): SessionUpdate[] {
    switch (event.type) {
      case 'tool.called':
        return this.#called(event)
      case 'tool.started':
        return this.#update(event.data.toolCallId, {
          status: 'in_progress',
          ...(event.data.toolInput !== undefined && { rawInput: event.data.toolInput }),
        })
      case 'tool.progressed':
        return this.#progressed(event)
      case 'tool.completed': {
        const { toolCallId, result, summary } = event.data
        const pictures = picturesIn(result).map((content): ToolCallContent => ({ type: 'content', content }))
        // Pictures are told once: a raw result would tell them again.
        const raw = pictures.length === 0 ? { rawOutput: result } : {}
        return this.#ended(toolCallId, { status: 'completed', ...raw, said: summary, pictures })
      }
      case 'tool.failed':
        return this.#ended(event.data.toolCallId, { status: 'failed', said: event.data.error.message })
      case 'tool.in_doubt': {
        const { toolCallId, reason } = event.data
        const said = `In doubt: ${reason} Somebody has to say whether it happened: sojourn settle ${toolCallId} yes, or no, or fail`
        return this.#update(toolCallId, { content: [...this.#known(toolCallId).content, text(said)] })
      }
      default:
        return []
    }
  }

  #called({ data }: EventOf<'tool.called'>): SessionUpdate[] {
    const shown = shownTool(data, this.#cwd)
    this.#calls.set(data.toolCallId, { content: shown.content, output: '' })
    return [{ sessionUpdate: 'tool_call', toolCallId: data.toolCallId, status: 'pending', ...shown }]
  }

  #progressed({ data: { toolCallId, output = '' } }: EventOf<'tool.progressed'>): SessionUpdate[] {
    if (output === '') return []
    const known = this.#known(toolCallId)
    known.output = (known.output + output).slice(-maxOutput)
    return this.#update(toolCallId, { content: [...known.content, text(known.output)] })
  }

  #ended(toolCallId: string, { said, pictures = [], ...end }: EndedCall): SessionUpdate[] {
    const { content, output } = this.#known(toolCallId)
    this.#calls.delete(toolCallId)
    const last = end.status === 'completed' && output !== '' ? output : said
    return this.#update(toolCallId, {
      ...end,
      content: [...content, ...(last === '' ? [] : [text(last)]), ...pictures],
    })
  }

  #known(toolCallId: string): { content: ToolCallContent[]; output: string } {
    const known = this.#calls.get(toolCallId) ?? { content: [], output: '' }
    this.#calls.set(toolCallId, known)
    return known
  }

  #update(
    toolCallId: string,
    changes: Partial<Extract<SessionUpdate, { sessionUpdate: 'tool_call_update' }>>,
  ): SessionUpdate[] {
    return [{ ...changes, sessionUpdate: 'tool_call_update', toolCallId }]
  }
}
