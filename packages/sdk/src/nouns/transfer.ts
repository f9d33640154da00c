import type { ExportSessionInput } from '@sojourn/contract/session-transfer'
import { isPassing, retry } from '../stream/retry.ts'
import type { Caller, CallOptions } from './call.ts'

/** The lines of an export. Until the first one has come, trying again does no harm; later a break is an error. */
export async function* exportedLines(
  { transport, backoff, retries, contact }: Caller,
  input: ExportSessionInput,
  { signal = new AbortController().signal }: Pick<CallOptions, 'signal'> = {},
): AsyncGenerator<string, void> {
  signal.throwIfAborted()
  const begin = async () => {
    const lines = transport.export(input, signal)[Symbol.asyncIterator]()
    return { lines, first: await lines.next() }
  }
  const { lines, first } = await retry(begin, { retries, backoff, signal, when: isPassing })
  contact.made = true
  try {
    for (let next = first; !next.done; next = await lines.next()) yield next.value
  } finally {
    await lines.return?.()
  }
}
