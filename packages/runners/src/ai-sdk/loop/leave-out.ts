import type { ModelMessage, ToolModelMessage } from 'ai'
import { hasPictures, withoutPictures } from './result-pictures.ts'

/** Results shorter than this are kept: leaving them out would win nothing, characters. */
const shortEnough = 500

const leftOut = (message: ToolModelMessage): ToolModelMessage => ({
  ...message,
  content: message.content.map((part) => {
    if (part.type !== 'tool-result' || !('value' in part.output)) return part
    const { value } = part.output
    const length = typeof value === 'string' ? value.length : JSON.stringify(value).length
    if (length <= shortEnough && !hasPictures(part)) return part
    return {
      ...withoutPictures(part),
      output: { type: 'text', value: `[${length} characters were left out to make room; call again if needed]` },
    }
  }),
})

/**
 * A run's own messages with the long results of its earlier steps left out, so that they fit into the model's window. The
 * calls and the newest results stay.
 */
export const withoutOldResults = <Message extends ModelMessage>(messages: readonly Message[]): Message[] => {
  const newest = messages.findLastIndex(({ role }) => role === 'tool')
  return messages.map((message, at) =>
    message.role === 'tool' && at !== newest ? (leftOut(message) as Message) : message,
  )
}
