import { SojournError } from '@sojourn/contract/error'
import type { SessionEvent } from '@sojourn/contract/event'
import type { FollowBatch, FollowEventsInput } from '@sojourn/contract/event-query'
import type { CommittedSession } from '@sojourn/contract/session'
import type { SessionChange } from '../nouns/sessions.ts'
import { errorFromBody, errorFromFetch } from './response-error.ts'
import { type ServerSentEvent, ServerSentEventParser } from './server-sent-events.ts'
import { streamOfLines } from './stream-of-lines.ts'
import type { ProcedureCall, Transport } from './transport.ts'

export interface HttpTransportOptions {
  /** Address of the server, with the path below which it lives, if any. */
  url: string | URL
  /** Sent as `Authorization: Bearer …`. A page that the server itself delivers needs none: it has the cookie. */
  token?: string | undefined
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch | undefined
  /** A stream that is silent for longer counts as broken, milliseconds. The server pings every 15 s; default 45 s. */
  silenceMs?: number | undefined
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Procedures over `/trpc`, one HTTP request each; streams as server-sent events. */
export const httpTransport = (options: HttpTransportOptions): Transport => {
  const http = new HttpClient(options)
  return {
    async call({ procedure, kind, input, idempotencyKey, signal }: ProcedureCall) {
      const asQuery = kind === 'query' && input !== undefined
      const query = asQuery ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
      const response = await http.request(`/trpc/${procedure}${query}`, {
        method: kind === 'query' ? 'GET' : 'POST',
        headers: {
          ...(kind === 'mutation' && { 'content-type': 'application/json' }),
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        },
        ...(kind === 'mutation' && { body: JSON.stringify(input ?? {}) }),
        signal: signal ?? null,
      })
      return http.result(response, signal)
    },
    async *follow({ sessionId, after, compactDeltas, brief }: FollowEventsInput, signal): AsyncGenerator<FollowBatch> {
      const query = new URLSearchParams({ after: String(after ?? 0) })
      if (compactDeltas) query.set('compactDeltas', 'true')
      if (brief) query.set('brief', 'true')
      const path = `/api/v1/sessions/${encodeURIComponent(sessionId)}/events/stream?${query}`
      for await (const frames of http.stream(path, signal)) yield* batches(frames)
    },
    async *changes(signal): AsyncGenerator<SessionChange[]> {
      for await (const frames of http.stream('/trpc/sessions.changes', signal)) yield* changes(frames)
    },
    export({ sessionId, uptoSeq }, signal) {
      const query = uptoSeq === undefined ? '' : `?uptoSeq=${uptoSeq}`
      return http.lines(`/api/v1/sessions/${encodeURIComponent(sessionId)}/export${query}`, signal)
    },
    import: ({ id, lines }, signal) =>
      http.send<CommittedSession>(
        `/api/v1/sessions/import${id === undefined ? '' : `?${new URLSearchParams({ id })}`}`,
        {
          body: streamOfLines(lines),
          signal: signal ?? null,
        },
      ),
  }
}

/** Events that arrived together as one batch; `synced` stands between batches. */
function* batches(frames: readonly ServerSentEvent[]): Generator<FollowBatch> {
  let events: SessionEvent[] = []
  for (const frame of frames) {
    const data = parse(frame.data)
    if (frame.id !== null) events.push(data as SessionEvent)
    else if (frame.event === 'synced') {
      if (events.length > 0) yield { events }
      events = []
      yield { synced: (data as { seq: number }).seq }
    }
  }
  if (events.length > 0) yield { events }
}

/** tRPC's frames: `connected`, `ping` and `return` are its own, `serialized-error` is a problem. */
function* changes(frames: readonly ServerSentEvent[]): Generator<SessionChange[]> {
  for (const { event, data } of frames) {
    if (event === 'serialized-error') throw errorFromBody(parse(data), { status: 500, url: 'The stream of changes' })
    if (event === 'message') yield (parse(data) as { changes: SessionChange[] }).changes
  }
}

class HttpClient {
  readonly #base: string
  readonly #token: string | undefined
  readonly #fetch: typeof fetch
  readonly #silenceMs: number

  constructor({ url, token, fetch: given, silenceMs }: HttpTransportOptions) {
    this.#base = String(url).replace(/\/+$/, '')
    this.#token = token
    // Browsers refuse a `fetch` that is called as a method of something else.
    this.#fetch = given ?? ((input, init) => fetch(input, init))
    this.#silenceMs = silenceMs ?? 45_000
  }

  async request(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, ...(this.#token && { authorization: `Bearer ${this.#token}` }) }
    try {
      return await this.#fetch(this.#base + path, { ...init, headers })
    } catch (cause) {
      init.signal?.throwIfAborted()
      throw errorFromFetch(cause, this.#base)
    }
  }

  /** What a procedure answered with. */
  async result(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
    const body = parse(await this.#text(response, signal)) as { result?: { data?: unknown } } | undefined
    if (!response.ok || body?.result === undefined) {
      throw errorFromBody(body, { status: response.status, url: this.#base })
    }
    return body.result.data
  }

  /** The frames of a stream, in the groups in which they arrived. Ends with the server's end or throws. */
  async *stream(path: string, signal: AbortSignal): AsyncGenerator<ServerSentEvent[]> {
    const parser = new ServerSentEventParser()
    for await (const text of this.#read(path, 'text/event-stream', signal)) {
      const frames = parser.push(text)
      if (frames.length > 0) yield frames
    }
  }

  /** The lines of JSON Lines, without their line feeds. Throws when the answer breaks off, within a line or between two. */
  async *lines(path: string, signal: AbortSignal): AsyncGenerator<string> {
    let rest = ''
    for await (const text of this.#read(path, 'application/x-ndjson', signal)) {
      const pieces = text.split('\n')
      pieces[0] = rest + (pieces[0] ?? '')
      rest = pieces.pop() ?? ''
      yield* pieces
    }
    if (rest !== '') throw new SojournError('BAD_RESPONSE', `${this.#base} broke off in the middle of a line`)
  }

  /** Posts JSON Lines; what the server answers. */
  async send<Answer>(path: string, { body, signal }: Required<Pick<RequestInit, 'body' | 'signal'>>): Promise<Answer> {
    const headers = { 'content-type': 'application/x-ndjson' }
    // `duplex` is required of streamed bodies, and TypeScript's own types do not know it.
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, signal, duplex: 'half' }
    const response = await this.request(path, init)
    const answer = parse(await this.#text(response, signal ?? undefined))
    if (!response.ok) throw errorFromBody(answer, { status: response.status, url: this.#base })
    return answer as Answer
  }

  /** The text of an answer of this type as it arrives. */
  async *#read(path: string, type: string, signal: AbortSignal): AsyncGenerator<string> {
    const connection = new AbortController()
    const abort = () => connection.abort(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    const silence = new SilenceAlarm(this.#silenceMs, () =>
      connection.abort(new SojournError('SERVER_UNREACHABLE', `${this.#base} has gone silent`)),
    )
    try {
      silence.start()
      const init: RequestInit = { headers: { accept: type }, cache: 'no-store', signal: connection.signal }
      const response = await this.request(path, init)
      if (!response.ok || !response.headers.get('content-type')?.startsWith(type)) {
        const body = parse(await this.#text(response, connection.signal))
        throw errorFromBody(body, { status: response.status, url: this.#base })
      }
      yield* this.#pieces(response, connection.signal, silence)
    } finally {
      silence.stop()
      signal.removeEventListener('abort', abort)
      connection.abort()
    }
  }

  async *#pieces(response: Response, signal: AbortSignal, silence: SilenceAlarm): AsyncGenerator<string> {
    const reader = response.body?.getReader()
    const decoder = new TextDecoder()
    while (reader) {
      silence.start()
      const { value, done } = await reader.read().catch((cause: unknown) => this.#broken(cause, signal))
      silence.stop()
      if (done) return
      yield decoder.decode(value, { stream: true })
    }
  }

  async #text(response: Response, signal: AbortSignal | undefined): Promise<string> {
    return response.text().catch((cause: unknown) => this.#broken(cause, signal))
  }

  #broken(cause: unknown, signal: AbortSignal | undefined): never {
    signal?.throwIfAborted()
    throw errorFromFetch(cause, this.#base)
  }
}

/** Rings when nothing has been read for a while; a half-open connection would otherwise wait for ever. */
class SilenceAlarm {
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #ms: number
  readonly #ring: () => void

  constructor(ms: number, ring: () => void) {
    this.#ms = ms
    this.#ring = ring
  }

  start(): void {
    this.stop()
    this.#timer = setTimeout(this.#ring, this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
