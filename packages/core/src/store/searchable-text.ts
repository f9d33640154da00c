import { type EventData, type EventType, eventData, type SessionEvent } from '@sojourn/contract/event'
import { inputText } from '@sojourn/contract/input-text'
import type { JsonValue } from '@sojourn/contract/json'

/** Blocks that people read. What the model thought and what its tools answered would bury what was said. */
const searchedBlocks: ReadonlySet<string> = new Set(['user_message', 'assistant_text', 'system', 'error', 'subagent'])

const searchedTypes: ReadonlySet<string> = new Set([
  'run.queued',
  'run.edited',
  'run.failed',
  'tool.called',
  'tool.completed',
  'tool.failed',
  'question.asked',
])

/** Types of which some or all events are searchable. */
export const searchableTypes: readonly string[] = ['block.completed', ...searchedTypes]

/** Whether a search looks through the event: known without reading its text, because every append asks. */
export const isSearchable = (event: SessionEvent): boolean =>
  event.type === 'block.completed' ? searchedBlocks.has(event.data.block.kind) : searchedTypes.has(event.type)

/** What of an event a search looks through ([S11]): '' for most, and for data that is not what its type says. */
export const searchableText = ({ type, data }: { type: string; data: unknown }): string => {
  switch (type) {
    case 'run.queued':
      return textOf('run.queued', data, ({ input }) => inputText(input))
    case 'run.edited':
      return textOf('run.edited', data, ({ input }) => (input === undefined ? '' : inputText(input)))
    case 'run.failed':
      return textOf('run.failed', data, ({ error }) => error.message)
    case 'block.completed':
      return textOf('block.completed', data, ({ block }) =>
        'text' in block && searchedBlocks.has(block.kind) ? block.text : '',
      )
    case 'tool.called':
      return textOf('tool.called', data, ({ title, toolId, operation, toolInput }) =>
        [title ?? '', toolId, operation, ...textsIn(toolInput)].join('\n'),
      )
    case 'tool.completed':
      return textOf('tool.completed', data, ({ summary }) => summary)
    case 'tool.failed':
      return textOf('tool.failed', data, ({ error }) => error.message)
    case 'question.asked':
      return textOf('question.asked', data, ({ prompt }) => prompt)
    default:
      return ''
  }
}

const textOf = <Type extends EventType>(type: Type, data: unknown, read: (data: EventData<Type>) => string): string => {
  const parsed = eventData[type].safeParse(data)
  return parsed.success ? read(parsed.data as EventData<Type>) : ''
}

/** Every text in a JSON value: paths, commands, addresses. */
const textsIn = (value: JsonValue): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
