import type { AgentContext, RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk'
import { type EventOf, type JsonObject, type JsonValue, type SessionHandle, SojournError } from '@sojourn/sdk'
import { shortId } from '../find/abbreviation.ts'
import { message } from './session-updates.ts'
import { shownTool } from './tool-updates.ts'

export interface Editor {
  client: AgentContext
  /** It can show forms. */
  forms: boolean
  /** Hears of what went wrong where nobody waits for an answer. */
  report(error: unknown): void
}

type Permission = RequestPermissionRequest['options'][number]['kind']

const names: Record<Permission, string> = {
  allow_once: 'Allow once',
  allow_always: 'Allow always in this session',
  reject_once: 'Deny',
  reject_always: 'Deny always in this session',
}

/**
 * What an agent asks, asked in the editor as well: whoever answers first, here or anywhere else, is who counts. A request
 * that is answered elsewhere is withdrawn from the editor; one that the editor waves away stays open for others.
 */
export class EditorRequests {
  readonly #editor: Editor
  readonly #session: SessionHandle
  readonly #cwd: string
  readonly #open = new Map<string, AbortController>()

  constructor(editor: Editor, { session, cwd }: { session: SessionHandle; cwd: string }) {
    this.#editor = editor
    this.#session = session
    this.#cwd = cwd
  }

  /** Asks in the background. */
  ask(event: EventOf<'permission.requested'> | EventOf<'question.asked'>): void {
    const id = event.type === 'permission.requested' ? event.data.permissionId : event.data.questionId
    const withdrawn = new AbortController()
    this.#open.set(id, withdrawn)
    const asking =
      event.type === 'permission.requested'
        ? this.#askPermission(event.data, withdrawn.signal)
        : this.#askQuestion(event.data, withdrawn.signal)
    void asking.catch((error: unknown) => withdrawn.signal.aborted || this.#refused(error))
  }

  /** It has been answered, by whomever. */
  withdraw(id: string): void {
    this.#open.get(id)?.abort()
    this.#open.delete(id)
  }

  withdrawAll(): void {
    for (const id of [...this.#open.keys()]) this.withdraw(id)
  }

  async #askPermission(
    { permissionId, toolCallId, options, ...call }: EventOf<'permission.requested'>['data'],
    signal: AbortSignal,
  ): Promise<void> {
    const request: RequestPermissionRequest = {
      sessionId: this.#session.id,
      toolCall: { toolCallId, status: 'pending', ...shownTool(call, this.#cwd) },
      options: options.map((kind) => ({ optionId: kind, kind, name: names[kind] })),
    }
    const { outcome } = await this.#request<RequestPermissionResponse>('session/request_permission', request, signal)
    const option = options.find((known) => outcome.outcome === 'selected' && known === outcome.optionId)
    if (option === undefined || signal.aborted) return
    const always = option.endsWith('_always') ? { always: 'session' as const } : {}
    if (option.startsWith('allow')) await this.#session.approve(permissionId, always)
    else await this.#session.deny(permissionId, always)
  }

  async #askQuestion(
    { questionId, prompt, schema }: EventOf<'question.asked'>['data'],
    signal: AbortSignal,
  ): Promise<void> {
    const sessionId = this.#session.id
    if (!this.#editor.forms) {
      const text = `\n\n${prompt}\n\nAnswer in the console, or with: sojourn answer ${shortId(questionId)} …\n\n`
      await this.#editor.client.notify('session/update', { sessionId, update: message(text) })
      return
    }
    // A form is an object; a single value becomes its only field.
    const isForm = schema.type === 'object'
    const requestedSchema = isForm
      ? schema
      : { type: 'object', properties: { answer: { title: prompt, ...schema } }, required: ['answer'] }
    const form = { sessionId, mode: 'form', message: prompt, requestedSchema }
    const { action, content } = await this.#request<Filled>('elicitation/create', form, signal)
    if (action !== 'accept' || content === undefined || signal.aborted) return
    await this.#session.answer(questionId, isForm ? content : (content.answer as JsonValue))
  }

  #request<Response>(method: string, params: object, signal: AbortSignal): Promise<Response> {
    return this.#editor.client.request<Response>(method, params, {
      cancellationSignal: signal,
      stopWaitingOnCancel: true,
    })
  }

  /** Somebody else was faster, and the event that says so is on its way; anything else is worth a word. */
  #refused(error: unknown): void {
    const lost = ['ALREADY_ANSWERED', 'PERMISSION_NOT_FOUND', 'QUESTION_NOT_FOUND', 'SESSION_NOT_FOUND']
    if (!(error instanceof SojournError && lost.includes(error.code))) this.#editor.report(error)
  }
}

interface Filled {
  action: string
  content?: JsonObject
}
