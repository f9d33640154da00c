import type { SettledRun, SubmittedRun } from '@sojourn/contract/run'
import type { CommittedSession, Session } from '@sojourn/contract/session'
import { token } from '../processes/sojourn-server.ts'
import { EventStream, type OnFrame } from './event-stream.ts'
import { type HttpCall, HttpConnection } from './http-connection.ts'

/** Input that the scripted runner plays. */
export const script = (...steps: readonly object[]): { text: string } => ({ text: `@script ${JSON.stringify(steps)}` })

/** The run is all there is: nothing is said and nothing done. */
export const emptyRun = script()

/** `count` pieces of streamed text of `size` characters each, `delayMs` apart. */
export const deltas = (count: number, { size = 40, delayMs = 0 } = {}): { text: string } => {
  const piece = 'All work and no play makes a dull agent. '.repeat(Math.ceil(size / 41)).slice(0, size)
  return script({ text: piece.repeat(count), chunks: count, ...(delayMs > 0 ? { delayMs } : {}) })
}

/** The calls that benchmarks make, over one kept-alive connection. Throws when an answer is not what it should be. */
export class SojournClient {
  readonly #url: string
  readonly #connection: HttpConnection

  private constructor(url: string, connection: HttpConnection) {
    this.#url = url
    this.#connection = connection
  }

  static async open({ url }: { url: string }): Promise<SojournClient> {
    return new SojournClient(url, await HttpConnection.open(url, token))
  }

  createSession(): Promise<CommittedSession> {
    return this.#post('/sessions', { agentId: 'scripted', title: 'Benchmark', context: { purpose: 'benchmark' } })
  }

  session(id: string): Promise<Session> {
    return this.#call({ method: 'GET', path: `/sessions/${id}` })
  }

  submit(sessionId: string, input: { text: string }): Promise<SubmittedRun> {
    return this.#post(`/sessions/${sessionId}/runs`, { input })
  }

  /** Resolves when the run has settled. */
  async execute(sessionId: string, input: { text: string }): Promise<SettledRun> {
    const run = await this.#post<SettledRun>(`/sessions/${sessionId}/runs/execute?timeoutMs=60000`, { input })
    if (run.status !== 'completed') throw new Error(`The run ended ${run.status}: ${JSON.stringify(run)}`)
    return run
  }

  cancel(runId: string): Promise<unknown> {
    return this.#post(`/runs/${runId}/cancel`, {})
  }

  /** Follows a session in which nothing happens, from its end on; resolves when the follower is there. */
  async follow({ id, lastSeq }: CommittedSession, onFrame?: OnFrame): Promise<EventStream> {
    const path = `/api/v1/sessions/${id}/events/stream?after=${lastSeq}`
    const stream = await EventStream.open({ url: this.#url, path, token, ...(onFrame && { onFrame }) })
    // The one frame there is to come: `synced`.
    await stream.reached(1)
    return stream
  }

  close(): void {
    this.#connection.close()
  }

  #post<Body>(path: string, json: object): Promise<Body> {
    return this.#call({ method: 'POST', path, json })
  }

  async #call<Body>(call: HttpCall): Promise<Body> {
    const { status, body } = await this.#connection.send({ ...call, path: `/api/v1${call.path}` })
    if (status !== 200 && status !== 201) throw new Error(`${call.method} ${call.path} answered ${status}: ${body}`)
    return JSON.parse(body) as Body
  }
}
