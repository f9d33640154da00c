import type { JsonValue } from '@sojourn/contract/json'
import type { ToolItem, Transcript } from '@sojourn/contract/transcript'
import type { ModelMessage, ToolModelMessage, ToolResultPart } from 'ai'
import type { AgentTool, Picture } from '../tools/agent-tool.ts'

/** The place of a result's part in which the call that its pictures came from is named. */
const markName = 'sojourn'

const callOf = ({ providerOptions }: ToolResultPart): string | null => {
  const toolCallId = providerOptions?.[markName]?.toolCallId
  return typeof toolCallId === 'string' ? toolCallId : null
}

/** The part without its pictures, for good. */
export const withoutPictures = ({ providerOptions: _, ...part }: ToolResultPart): ToolResultPart => part

export const hasPictures = (part: ToolResultPart): boolean => callOf(part) !== null

/**
 * The pictures that tools gave a run. Its messages only name the calls that they came from, so that no checkpoint holds
 * a picture; they are put in whenever the model is asked. A later attempt takes them from the log.
 */
export class ResultPictures {
  readonly #byCall = new Map<string, readonly Picture[]>()

  /** The part with a mark where the call had pictures. */
  marked(part: ToolResultPart, toolCallId: string, pictures: readonly Picture[]): ToolResultPart {
    if (pictures.length === 0) return part
    this.#byCall.set(toolCallId, pictures)
    return { ...part, providerOptions: { [markName]: { toolCallId } } }
  }

  /** What an earlier attempt's calls have left in the log. */
  readFrom({ items }: Transcript, tools: Iterable<AgentTool>): void {
    const known = [...tools]
    const calls = items.filter((item): item is ToolItem => item.type === 'tool' && item.status === 'completed')
    for (const { toolCallId, toolId, operation, result } of calls) {
      const tool = known.find((each) => each.toolId === toolId && each.operation === operation)
      this.#byCall.set(toolCallId, picturesIn(tool, result))
    }
  }

  /** The messages as the model is to see them. */
  shownIn(messages: readonly ModelMessage[]): ModelMessage[] {
    return messages.map((message) => (message.role === 'tool' ? this.#shown(message) : message))
  }

  #shown(message: ToolModelMessage): ToolModelMessage {
    const content = message.content.map((part) => (part.type === 'tool-result' ? this.#shownPart(part) : part))
    return { ...message, content }
  }

  #shownPart(part: ToolResultPart): ToolResultPart {
    const toolCallId = callOf(part)
    const { output } = part
    if (toolCallId === null || output.type !== 'text') return part
    const pictures = this.#byCall.get(toolCallId) ?? []
    const files = pictures.map(({ mimeType: mediaType, data }) => ({
      type: 'file' as const,
      mediaType,
      data: { type: 'data' as const, data },
    }))
    const value = [{ type: 'text' as const, text: output.value }, ...files]
    return { ...withoutPictures(part), output: { type: 'content', value } }
  }
}

export const picturesIn = (tool: AgentTool | undefined, result: JsonValue): readonly Picture[] =>
  tool?.pictures?.(result) ?? []
