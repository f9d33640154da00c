import { z } from 'zod'
import { sessionId } from './ids.ts'

/** SHA-256 of the bytes, in hexadecimal: the same content has the same id everywhere ([AT1]). */
export const attachmentId = z.string().regex(/^[0-9a-f]{64}$/)

const named = { name: z.string().max(255).optional(), mimeType: z.string().min(1).max(255) }

/** A file or image whose content comes along; `data` is base64. What is submitted so is stored once, and named from then on. */
export const inlineAttachment = z.object({ ...named, data: z.base64().max(10_000_000) })
export type InlineAttachment = z.infer<typeof inlineAttachment>

/** A file or image whose content its session has; `size` in bytes. */
export const storedAttachment = z.object({ id: attachmentId, ...named, size: z.int().min(0) })
export type StoredAttachment = z.infer<typeof storedAttachment>

/** What came with a message. New events name the content; logs of earlier versions may hold it. */
export const attachment = z.union([inlineAttachment, storedAttachment])
export type Attachment = z.infer<typeof attachment>

export const uploadAttachmentInput = inlineAttachment.extend({ sessionId })
export type UploadAttachmentInput = z.infer<typeof uploadAttachmentInput>

export const attachmentRef = z.object({ sessionId, attachmentId })
export type AttachmentRef = z.infer<typeof attachmentRef>

/** The content itself; `data` is base64. */
export const attachmentContent = z.object({ id: attachmentId, size: z.int().min(0), data: z.base64() })
export type AttachmentContent = z.infer<typeof attachmentContent>
