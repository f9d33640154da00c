import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { JsonObject } from '@sojourn/contract/json'
import { anthropicMessagesDialect } from './anthropic-messages-dialect.ts'
import type { Dialect, Speech } from './dialect.ts'
import { googleDialects } from './google-dialect.ts'
import type { ModelAnswer, RefusedAnswer } from './model-answer.ts'
import { openaiChatDialect } from './openai-chat-dialect.ts'
import { openaiResponsesDialect } from './openai-responses-dialect.ts'

const dialects: readonly Dialect[] = [
  openaiChatDialect,
  openaiResponsesDialect,
  anthropicMessagesDialect,
  ...googleDialects,
]

export interface ModelRequest {
  dialect: Dialect['name']
  path: string
  headers: Readonly<Record<string, string>>
  body: JsonObject
  /** Resolves when the connection of this request is over, with `aborted` when the client left before the end. */
  closed: Promise<'complete' | 'aborted'>
}

/** Answers in order, or what decides on one by the request and its number (from 1). */
export type ModelScript = readonly ModelAnswer[] | ((request: ModelRequest, number: number) => ModelAnswer)

const exhausted: ModelAnswer = { error: { status: 500, message: 'The script has no answer for this request' } }

/**
 * A model for tests: a real HTTP server on a free port that says what its script tells it, in the dialect that the
 * client speaks (OpenAI's chat completions and responses, Anthropic's messages, Google's generateContent), misbehaves when told to, and remembers every request.
 */
export class ModelEndpoint implements AsyncDisposable {
  readonly requests: ModelRequest[] = []
  readonly #server: Server
  #script: ModelScript

  private constructor(server: Server, script: ModelScript) {
    this.#server = server
    this.#script = script
  }

  static async start(script: ModelScript = []): Promise<ModelEndpoint> {
    const server = createServer((request, response) => {
      endpoint.#serve(request, response).catch((error: unknown) => response.destroy(error as Error))
    })
    const endpoint = new ModelEndpoint(server, script)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return endpoint
  }

  /** Takes the place of the script; answers are counted on. */
  set script(script: ModelScript) {
    this.#script = script
  }

  /** Where it answers, without a path. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** What clients of either dialect take as their base URL. */
  get baseURL(): string {
    return `${this.url}/v1`
  }

  /** Ends every connection and frees the port. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname
    const dialect = dialects.find((known) => path.endsWith(known.path))
    const sent = await text(request)
    if (!dialect || request.method !== 'POST') return json(response, 404, { error: { message: `Nothing at ${path}` } })
    const closed = once(response, 'close').then(() => (response.writableFinished ? 'complete' : 'aborted'))
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const seen: ModelRequest = { dialect: dialect.name, path, headers, body: JSON.parse(sent) as JsonObject, closed }
    const number = this.requests.push(seen)
    const answer = this.#answerTo(seen, number)
    if ('silent' in answer) return
    if ('hangUp' in answer) request.socket.destroy()
    else if ('error' in answer) refuse(response, answer, dialect)
    else
      await speak(response, dialect, {
        answer,
        model: String(seen.body.model),
        number,
        stream: dialect.streams ?? seen.body.stream === true,
      })
  }

  #answerTo(request: ModelRequest, number: number): ModelAnswer {
    return typeof this.#script === 'function' ? this.#script(request, number) : (this.#script[number - 1] ?? exhausted)
  }
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const refuse = (response: ServerResponse, { error }: RefusedAnswer, dialect: Dialect): void => {
  if (error.retryAfter !== undefined) response.setHeader('retry-after', String(error.retryAfter))
  json(
    response,
    error.status,
    error.body ?? dialect.error(error.status, error.message ?? `Refused with ${error.status}`),
  )
}

const speak = async (
  response: ServerResponse,
  dialect: Dialect,
  { stream, ...speech }: Speech & { stream: boolean },
): Promise<void> => {
  const { until, ending = 'complete' } = speech.answer
  if (!stream && ending === 'complete') {
    await until
    return json(response, 200, dialect.whole(speech))
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const { opening, content, end } = dialect.frames(speech)
  for (const each of opening) response.write(each)
  for (const [index, each] of content.entries()) {
    response.write(each)
    if (index === 0) await until
  }
  if (ending === 'stall') return
  if (ending === 'drop') {
    // What was written has to be on its way first: destroying the socket at once would take it along.
    await new Promise((resolve) => response.write(': dropped\n\n', resolve))
    response.socket?.destroy()
    return
  }
  for (const each of end) response.write(each)
  response.end()
}
