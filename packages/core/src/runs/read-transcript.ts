import { emptyTranscript, reduceTranscript, type Transcript } from '@sojourn/contract/transcript'
import type { SessionRecord } from '../ports/records.ts'
import type { SessionStore } from '../ports/session-store.ts'

const pageSize = 1_000

/** What a model reads of a session ([F3]): the last summary and everything after its marker. Deltas of finished blocks stay in the log. */
export const readTranscript = async (
  store: SessionStore,
  record: SessionRecord,
  uptoSeq: number = Number.MAX_SAFE_INTEGER,
): Promise<Transcript> => {
  const withoutDeltasExcept = record.openBlocks.map((open) => open.blockId)
  let transcript = emptyTranscript
  let afterSeq = record.compactedUptoSeq
  while (true) {
    const range = { sessionId: record.id, afterSeq, uptoSeq, limit: pageSize }
    const page = await store.readEvents({ ...range, withoutDeltasExcept })
    transcript = reduceTranscript(
      page.map(({ event }) => event),
      transcript,
    )
    const last = page.at(-1)
    if (!last || page.length < pageSize) return transcript
    afterSeq = last.seq
  }
}
