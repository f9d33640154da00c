import type { AttachmentQuery, AttachmentStore, SessionAttachment, Upload } from '../ports/attachment-store.ts'
import type { AttachmentLink, AttachmentRecord } from '../ports/records.ts'
import type { AppendRequest } from '../ports/session-store.ts'
import { MemoryWebhooks } from './memory-webhooks.ts'

const inProject = (projectId: string, id: string): string => JSON.stringify([projectId, id])

const newestFirst = (left: AttachmentLink, right: AttachmentLink): number => {
  const [leftKey, rightKey] = [left, right].map(({ createdAt, attachmentId }) => createdAt + attachmentId)
  return (leftKey ?? '') < (rightKey ?? '') ? 1 : -1
}

/** What of a memory store several sessions may have: the contents of inputs and blocks. */
export abstract class MemoryAttachments extends MemoryWebhooks implements AttachmentStore {
  readonly #contents = new Map<string, Uint8Array>()
  /** By session and content. */
  readonly #links = new Map<string, Map<string, AttachmentLink>>()

  async readAttachment(query: AttachmentQuery & { attachmentId: string }): Promise<Uint8Array | null> {
    const link = this.#links.get(query.sessionId)?.get(query.attachmentId)
    return link?.projectId === query.projectId ? this.#contentOf(link).slice() : null
  }

  async listAttachments(query: AttachmentQuery & { ids?: readonly string[] }): Promise<SessionAttachment[]> {
    const links = [...(this.#links.get(query.sessionId)?.values() ?? [])]
    return links
      .filter(
        ({ projectId, attachmentId }) => projectId === query.projectId && query.ids?.includes(attachmentId) !== false,
      )
      .map((link) => ({ attachmentId: link.attachmentId, seq: link.seq, size: this.#contentOf(link).length }))
  }

  async putAttachment({ projectId, sessionId, content, createdAt, keep }: Upload): Promise<boolean> {
    if (!this.hasSession({ projectId, id: sessionId })) return false
    this.#store(projectId, content)
    const links = this.#linksOf(sessionId)
    const known = links.get(content.id)
    const link = { projectId, sessionId, attachmentId: content.id, seq: null, createdAt }
    if (known === undefined || known.seq === null) links.set(content.id, link)
    const waiting = [...links.values()].filter(({ seq }) => seq === null).toSorted(newestFirst)
    for (const { attachmentId } of waiting.slice(keep)) links.delete(attachmentId)
    this.#collect(waiting.slice(keep))
    return true
  }

  protected abstract hasSession(query: { projectId: string; id: string }): boolean

  /** Whether the request names a content that is nowhere. */
  protected lacksContents({ attachments, contents }: AppendRequest): boolean {
    const brought = new Set(contents.map(({ id }) => id))
    return attachments.some(
      ({ projectId, attachmentId }) =>
        !brought.has(attachmentId) && !this.#contents.has(inProject(projectId, attachmentId)),
    )
  }

  protected storeAttachments({ record, attachments, contents }: AppendRequest): void {
    for (const content of contents) this.#store(record.projectId, content)
    if (attachments.length === 0) return
    const links = this.#linksOf(record.id)
    for (const link of attachments) {
      if ((links.get(link.attachmentId)?.seq ?? null) === null) links.set(link.attachmentId, { ...link })
    }
  }

  protected forgetAttachments(sessionId: string): void {
    const links = [...(this.#links.get(sessionId)?.values() ?? [])]
    this.#links.delete(sessionId)
    this.#collect(links)
  }

  #contentOf({ projectId, attachmentId }: AttachmentLink): Uint8Array {
    return this.#contents.get(inProject(projectId, attachmentId)) ?? new Uint8Array()
  }

  #linksOf(sessionId: string): Map<string, AttachmentLink> {
    const links = this.#links.get(sessionId) ?? new Map<string, AttachmentLink>()
    this.#links.set(sessionId, links)
    return links
  }

  #store(projectId: string, { id, data }: AttachmentRecord): void {
    const key = inProject(projectId, id)
    if (!this.#contents.has(key)) this.#contents.set(key, data.slice())
  }

  /** Removes the contents that no session has any more. */
  #collect(links: readonly AttachmentLink[]): void {
    for (const { projectId, attachmentId } of links) {
      const isKept = [...this.#links.values()].some((kept) => kept.get(attachmentId)?.projectId === projectId)
      if (!isKept) this.#contents.delete(inProject(projectId, attachmentId))
    }
  }
}
