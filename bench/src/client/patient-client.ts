import type { SettledRun, SubmittedRun } from '@sojourn/contract/run'
import type { Session } from '@sojourn/contract/session'
import { token } from '../processes/sojourn-server.ts'

/** Longer than any call of a benchmark takes, and shorter than anybody wants to wait for one that is never answered. */
const timeoutMs = 90_000

/** Calls with long pauses between them, in which a server may close a connection; how long they take does not count. */
export class PatientClient {
  readonly #url: string

  constructor({ url }: { url: string }) {
    this.#url = `${url}/api/v1`
  }

  createSession(): Promise<Session> {
    return this.#post('/sessions', { json: { agentId: 'scripted', title: 'Benchmark' } })
  }

  importLog(lines: string): Promise<Session> {
    return this.#post('/sessions/import', { lines })
  }

  submit(sessionId: string, input: { text: string }): Promise<SubmittedRun> {
    return this.#post(`/sessions/${sessionId}/runs`, { json: { input } })
  }

  /** Resolves when the run has settled. */
  execute(sessionId: string, input: { text: string }): Promise<SettledRun> {
    return this.#post(`/sessions/${sessionId}/runs/execute?timeoutMs=60000`, { json: { input } })
  }

  cancel(runId: string): Promise<unknown> {
    return this.#post(`/runs/${runId}/cancel`, { json: {} })
  }

  async #post<Body>(path: string, content: { json: object } | { lines: string }): Promise<Body> {
    const type = 'json' in content ? 'application/json' : 'application/x-ndjson'
    const answer = await fetch(`${this.#url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: 'json' in content ? JSON.stringify(content.json) : content.lines,
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Body
  }
}
