import { createHash } from 'node:crypto'
import type { ExportSessionInput, SessionDigest } from '@sojourn/contract/session-transfer'
import { LoggedEvent } from '../events/logged-event.ts'
import { attachmentsOf, isStored } from '../session/attachments-of.ts'
import type { Actor } from './agent-runtime.ts'
import { openSession, type RuntimeContext } from './runtime-context.ts'

/** Events that are in memory at the same time, and characters of contents. */
const pageSize = 500
const mostContent = 8_000_000

/**
 * [E10] The log as it is now (or up to `uptoSeq`), page by page: the next page is read when somebody asks for it. Throws
 * SESSION_NOT_FOUND before the first page, and also when the session is deleted half way, so that no broken copy passes
 * for a whole one. The first event that names a content has it ([AT4]).
 */
export async function* exportSession(
  context: RuntimeContext,
  actor: Actor,
  { sessionId, uptoSeq }: ExportSessionInput,
): AsyncGenerator<readonly LoggedEvent[]> {
  const { lastSeq } = (await openSession(context, actor, sessionId)).state.record
  const end = Math.min(uptoSeq ?? lastSeq, lastSeq)
  const contents = await ContentsToExport.of(context, actor, sessionId)
  let afterSeq = 0
  while (afterSeq < end) {
    const page = await context.store.readEvents({ sessionId, afterSeq, uptoSeq: end, limit: pageSize })
    const last = page.at(-1)
    if (!last) {
      await openSession(context, actor, sessionId)
      throw new Error(`The log of ${sessionId} ends at ${afterSeq}, before ${end}`)
    }
    yield* contents.addTo(page)
    afterSeq = last.seq
  }
}

/** Puts contents into the events that name them first. */
class ContentsToExport {
  /** Ids of contents by the seq of the event that names them first. */
  readonly #ids = new Map<number, string[]>()
  readonly #read: (attachmentId: string) => Promise<string>

  private constructor(read: (attachmentId: string) => Promise<string>) {
    this.#read = read
  }

  static async of({ store }: RuntimeContext, { projectId }: Actor, sessionId: string): Promise<ContentsToExport> {
    const contents = new ContentsToExport(async (attachmentId) => {
      const data = await store.readAttachment({ projectId, sessionId, attachmentId })
      if (!data) throw new Error(`The content of ${attachmentId} in ${sessionId} is not there`)
      return Buffer.from(data).toString('base64')
    })
    for (const { attachmentId, seq } of await store.listAttachments({ projectId, sessionId })) {
      if (seq !== null) contents.#ids.set(seq, [...(contents.#ids.get(seq) ?? []), attachmentId])
    }
    return contents
  }

  /** The page in parts of which none has much more than `mostContent`. */
  async *addTo(page: readonly LoggedEvent[]): AsyncGenerator<readonly LoggedEvent[]> {
    let part: LoggedEvent[] = []
    let size = 0
    for (const logged of page) {
      const ids = this.#ids.get(logged.seq)
      part.push(ids ? await this.#whole(logged, ids) : logged)
      if (ids) size += part.at(-1)?.size ?? 0
      if (size < mostContent) continue
      yield part
      part = []
      size = 0
    }
    if (part.length > 0) yield part
  }

  async #whole(logged: LoggedEvent, ids: readonly string[]): Promise<LoggedEvent> {
    const event = structuredClone(logged.event)
    const missing = new Set(ids)
    for (const file of attachmentsOf(event)) {
      if (isStored(file) && missing.delete(file.id)) Object.assign(file, { data: await this.#read(file.id) })
    }
    return LoggedEvent.fromEvent(event)
  }
}

/** [E10] The lines of an export as one text. */
export const exportLines = (events: readonly LoggedEvent[]): string => events.map(({ json }) => `${json}\n`).join('')

/** The hash of an export's lines, without keeping them. */
export const digestSession = async (
  context: RuntimeContext,
  actor: Actor,
  input: ExportSessionInput,
): Promise<SessionDigest> => {
  const hash = createHash('sha256')
  let lastSeq = 0
  for await (const page of exportSession(context, actor, input)) {
    hash.update(exportLines(page))
    lastSeq = page.at(-1)?.seq ?? lastSeq
  }
  return { sessionId: input.sessionId, lastSeq, sha256: hash.digest('hex') }
}
