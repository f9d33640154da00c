import type { Attachment, StoredAttachment } from '@sojourn/contract/attachment'
import type { SessionEvent } from '@sojourn/contract/event'
import type { RunInput } from '@sojourn/contract/run'

const none: readonly Attachment[] = []

export const attachmentsOfInput = (input: RunInput): readonly Attachment[] =>
  'text' in input ? none : input.blocks.filter((block) => block.type === 'file')

/** The files that an event brings, as they stand in its data, in order. */
export const attachmentsOf = (event: SessionEvent): readonly Attachment[] => {
  switch (event.type) {
    case 'run.queued':
      return attachmentsOfInput(event.data.input)
    case 'run.edited':
      return event.data.input ? attachmentsOfInput(event.data.input) : none
    case 'block.completed':
      return ('attachments' in event.data.block && event.data.block.attachments) || none
    default:
      return none
  }
}

/** Whether the content is stored apart from the event that names it. */
export const isStored = (file: Attachment): file is StoredAttachment => !('data' in file)
