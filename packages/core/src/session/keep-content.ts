import { createHash } from 'node:crypto'
import type { InlineAttachment, StoredAttachment } from '@sojourn/contract/attachment'
import type { AttachmentRecord } from '../ports/records.ts'

/** A file that came along, as the log names it, and its content. */
export interface KeptFile {
  file: StoredAttachment
  content: AttachmentRecord
}

/** [AT1] Content is named by what it is. */
export const contentOf = (data: Uint8Array): AttachmentRecord => ({
  id: createHash('sha256').update(data).digest('hex'),
  data,
})

/** Parts a file that came along from its content. */
export const keepContent = ({ name, mimeType, data }: InlineAttachment): KeptFile => {
  const content = contentOf(Buffer.from(data, 'base64'))
  const file = { id: content.id, ...(name === undefined ? {} : { name }), mimeType, size: content.data.length }
  return { file, content }
}
