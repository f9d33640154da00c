import type { PermissionExplanation, PermissionOption } from '@sojourn/contract/permission'
import { explainPermission, mustAsk } from '../permissions/permission-rules.ts'
import { isoTime } from '../ports/clock.ts'
import type { PermissionRecord } from '../ports/records.ts'
import type { PermissionDecision, PermissionRequest } from '../ports/runner.ts'
import { draft, type EventDraft } from '../session/event-draft.ts'
import type { AttemptContext } from './attempt-context.ts'

const allOptions: readonly PermissionOption[] = ['allow_once', 'allow_always', 'reject_once', 'reject_always']

/** Rejects when the signal aborts before `promise` settles. */
export const untilAborted = async <Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> => {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Asks rules first and people where the rules say so ([P1], [P2]). */
export class PermissionGate {
  readonly #context: AttemptContext

  constructor(context: AttemptContext) {
    this.#context = context
  }

  async explain(request: PermissionRequest): Promise<PermissionExplanation> {
    const { session, services } = this.#context
    const { projectId, id: sessionId, agentId, policy } = session.state.record
    const stored = await services.store.listRules({ projectId, agentId, sessionId })
    const alwaysAsk = this.#alwaysAsk
    return explainPermission(request, { policy: policy.rules, alwaysAsk, stored, now: services.clock.now() })
  }

  /** [P8] The agent's list holds as it is now, whatever the session's says. */
  get #alwaysAsk(): readonly string[] {
    const { session, agent } = this.#context
    return [...session.state.record.policy.alwaysAsk, ...(agent.policy.alwaysAsk ?? [])]
  }

  /**
   * Asks a person, durably. `before` is committed together with the request. An earlier attempt's request about the same
   * call is taken over, also when it was answered in the meantime: nobody is asked twice, no answer gets lost.
   */
  async ask(request: PermissionRequest, reason: string, before: readonly EventDraft[]): Promise<PermissionDecision> {
    const { session, services, run, reporter, signal } = this.#context
    const known = this.#adoptable(request.toolCallId)
    const permissionId = known?.id ?? services.ids.next()
    // Before looking: an answer that comes while the store is read must not be missed.
    const resolution = session.reactions.resolution(permissionId)
    const earlier = known && (await this.#asItIs(known))
    if (earlier && earlier.status !== 'pending') {
      await reporter.send(before)
      return decisionOf(earlier, earlier.toolInput)
    }
    await reporter.send(earlier ? before : [...before, this.#requested(permissionId, request, reason)])
    const resolved = await untilAborted(resolution, signal)
    if (!('permissionId' in resolved)) throw new Error(`${permissionId} of run ${run.id} was resolved as a question`)
    const { outcome, option, message, toolInput } = resolved
    if (outcome === 'allowed') {
      return { outcome, option: option ?? null, message: message ?? null, toolInput: toolInput ?? request.toolInput }
    }
    return { outcome, option: option ?? null, message: message ?? null }
  }

  #requested(permissionId: string, request: PermissionRequest, reason: string): EventDraft {
    const { session, services, run } = this.#context
    const { permissionTimeoutMs } = session.state.record.limits
    const { toolCallId, toolId, operation, toolInput, title, options } = request
    const expiresAt = permissionTimeoutMs === null ? null : isoTime(services.clock.now() + permissionTimeoutMs)
    const titled = title === undefined ? {} : { title }
    const data = { permissionId, toolCallId, toolId, operation, toolInput, reason, expiresAt, ...titled }
    const offered = (options ?? allOptions).filter(
      (option) => option !== 'allow_always' || !mustAsk(this.#alwaysAsk, request),
    )
    return draft('permission.requested', { ...data, options: offered }, { runId: run.id })
  }

  /** An earlier attempt's request that this one may take over: whatever became of it, but for nobody's answer. */
  #adoptable(toolCallId: string): PermissionRecord | undefined {
    const known = this.#context.history.permissions.get(toolCallId)
    return known && known.status !== 'cancelled' && known.status !== 'superseded' ? known : undefined
  }

  async #asItIs(known: PermissionRecord): Promise<PermissionRecord> {
    if (known.status !== 'pending') return known
    const { session, services } = this.#context
    const pending = session.state.permissions.get(known.id)
    return pending ?? (await services.store.getPermission({ projectId: session.projectId, id: known.id })) ?? known
  }
}

const decisionOf = (permission: PermissionRecord, asked: PermissionRequest['toolInput']): PermissionDecision => {
  const { option, message } = permission
  if (permission.status === 'allowed') {
    return { outcome: 'allowed', option, message, toolInput: permission.editedInput ?? asked }
  }
  const outcome = permission.status === 'pending' ? 'cancelled' : permission.status
  return { outcome, option, message }
}
