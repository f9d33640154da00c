import { createHash } from 'node:crypto'
import type { ExportSessionInput, SessionDigest } from '@sojourn/contract/session-transfer'
import type { LoggedEvent } from '../events/logged-event.ts'
import type { Actor } from './agent-runtime.ts'
import { openSession, type RuntimeContext } from './runtime-context.ts'

/** Events that are in memory at the same time. */
const pageSize = 500

/**
 * [E10] The log as it is now (or up to `uptoSeq`), page by page: the next page is read when somebody asks for it. Throws
 * SESSION_NOT_FOUND before the first page, and also when the session is deleted half way, so that no broken copy passes
 * for a whole one.
 */
export async function* exportSession(
  context: RuntimeContext,
  actor: Actor,
  { sessionId, uptoSeq }: ExportSessionInput,
): AsyncGenerator<readonly LoggedEvent[]> {
  const { lastSeq } = (await openSession(context, actor, sessionId)).state.record
  const end = Math.min(uptoSeq ?? lastSeq, lastSeq)
  let afterSeq = 0
  while (afterSeq < end) {
    const page = await context.store.readEvents({ sessionId, afterSeq, uptoSeq: end, limit: pageSize })
    const last = page.at(-1)
    if (!last) {
      await openSession(context, actor, sessionId)
      throw new Error(`The log of ${sessionId} ends at ${afterSeq}, before ${end}`)
    }
    yield page
    afterSeq = last.seq
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
