import type { AttachmentLink, AttachmentRecord } from './records.ts'

/** A content of a session; `size` in bytes. */
export interface SessionAttachment extends Pick<AttachmentLink, 'attachmentId' | 'seq'> {
  size: number
}

export interface AttachmentQuery {
  projectId: string
  sessionId: string
}

export interface Upload extends AttachmentQuery {
  content: AttachmentRecord
  createdAt: string
  /** How many contents that no event names the session keeps; the oldest go. */
  keep: number
}

/**
 * Contents of inputs and blocks, each stored once in a project and as long as a session has it. Appends store them with the
 * events that name them; a delete takes with the session what no other has.
 */
export interface AttachmentStore {
  /** Null when the session does not have it. */
  readAttachment(query: AttachmentQuery & { attachmentId: string }): Promise<Uint8Array | null>
  /** What the session has, or has of `ids`; in no order. */
  listAttachments(query: AttachmentQuery & { ids?: readonly string[] }): Promise<SessionAttachment[]>
  /** Gives the session a content before an event names it. False when there is no such session. */
  putAttachment(upload: Upload): Promise<boolean>
}
