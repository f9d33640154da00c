import type {
  AttachmentContent,
  AttachmentRef,
  StoredAttachment,
  UploadAttachmentInput,
} from '@sojourn/contract/attachment'
import type { Method } from './call.ts'

export interface AttachmentsApi {
  /** Gives a session a file; what it answers with goes into the blocks of an input. `data` is base64. */
  upload: Method<UploadAttachmentInput, StoredAttachment>
  /** The content of a file, as base64. */
  get: Method<AttachmentRef, AttachmentContent>
}

export const attachmentKinds = {
  upload: 'mutation',
  get: 'query',
} as const satisfies Record<keyof AttachmentsApi, string>
