import type { AttachmentLink } from '@sojourn/core/ports/records'
import type { SessionAttachment } from '../generated/sqlite/client.ts'
import type { Row } from './row.ts'

export const toAttachmentLinkRow = (link: AttachmentLink): Row<SessionAttachment> => ({
  sessionId: link.sessionId,
  attachmentId: link.attachmentId,
  projectId: link.projectId,
  seq: link.seq,
  createdAt: link.createdAt,
})
