import type { InlineAttachment, StoredAttachment } from '@sojourn/contract/attachment'
import { SojournError } from '@sojourn/contract/error'
import type { InputBlock, RunInput } from '@sojourn/contract/run'
import { isoTime } from '../ports/clock.ts'
import type { AttachmentRecord } from '../ports/records.ts'
import { attachmentsOfInput, isStored } from '../session/attachments-of.ts'
import { contentOf, keepContent } from '../session/keep-content.ts'
import type { Actor, AgentRuntime } from './agent-runtime.ts'
import { openSession, type RuntimeContext, sessionNotFound } from './runtime-context.ts'

/** Uploads of a session that no input has named; the oldest makes room for one more. */
const mostWaitingUploads = 100

const attachmentNotFound = (attachmentId: string) =>
  new SojournError('ATTACHMENT_NOT_FOUND', `The session has no file ${attachmentId}.`, { meta: { attachmentId } })

/** An input as the log has it, and the contents that came with it. */
interface TakenInput {
  input: RunInput
  contents: AttachmentRecord[]
}

/** Sizes in bytes, by id, of what the session has of these files. */
const sizesOf = async (
  context: RuntimeContext,
  { actor, sessionId }: { actor: Actor; sessionId: string },
  files: readonly StoredAttachment[],
): Promise<Map<string, number>> => {
  if (files.length === 0) return new Map()
  // An unknown session is told as that.
  await openSession(context, actor, sessionId)
  const ids = [...new Set(files.map(({ id }) => id))]
  const known = await context.store.listAttachments({ projectId: actor.projectId, sessionId, ids })
  return new Map(known.map(({ attachmentId, size }) => [attachmentId, size]))
}

export const hasFiles = (input: RunInput): boolean => attachmentsOfInput(input).length > 0

/**
 * [AT2] Takes the contents out of an input: the log names them by their ids. Throws ATTACHMENT_NOT_FOUND for an id that
 * neither the session nor the input itself has the content of.
 */
export const takeInput = async (
  context: RuntimeContext,
  to: { actor: Actor; sessionId: string },
  input: RunInput,
): Promise<TakenInput> => {
  if ('text' in input) return { input, contents: [] }
  const sizes = await sizesOf(context, to, attachmentsOfInput(input).filter(isStored))
  const contents: AttachmentRecord[] = []
  const taken = input.blocks.map((block): InputBlock => {
    if (block.type === 'text' || isStored(block)) return block
    const { file, content } = keepContent(block)
    contents.push(content)
    sizes.set(file.id, file.size)
    return { type: 'file', ...file }
  })
  const blocks = taken.map((block): InputBlock => {
    if (block.type === 'text' || !isStored(block)) return block
    const size = sizes.get(block.id)
    if (size === undefined) throw attachmentNotFound(block.id)
    return { ...block, size }
  })
  return { input: { blocks }, contents }
}

export const attachmentProcedures = (context: RuntimeContext): AgentRuntime['attachments'] => ({
  upload: async ({ projectId }, { sessionId, data, name, mimeType }) => {
    const content = typeof data === 'string' ? keepContent({ data, mimeType }).content : contentOf(data)
    const createdAt = isoTime(context.clock.now())
    const upload = { projectId, sessionId, content, createdAt, keep: mostWaitingUploads }
    if (!(await context.store.putAttachment(upload))) throw sessionNotFound(sessionId)
    return { id: content.id, ...(name === undefined ? {} : { name }), mimeType, size: content.data.length }
  },
  read: async (actor, { sessionId, attachmentId }) => {
    const data = await context.store.readAttachment({ projectId: actor.projectId, sessionId, attachmentId })
    if (data) return data
    await openSession(context, actor, sessionId)
    throw attachmentNotFound(attachmentId)
  },
})

/** A file to store; `data` is base64 or the bytes. */
export type UploadedFile = Pick<InlineAttachment, 'name' | 'mimeType'> & { data: string | Uint8Array }
