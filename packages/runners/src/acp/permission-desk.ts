import { isDeepStrictEqual } from 'node:util'
import type {
  CreateElicitationRequest,
  CreateElicitationResponse,
  PermissionOption as OfferedOption,
  RequestPermissionRequest,
  RequestPermissionResponse,
} from '@agentclientprotocol/sdk/unstable'
import type { JsonValue } from '@sojourn/contract/json'
import type { PermissionOption } from '@sojourn/contract/permission'
import type { PermissionDecision, Turn } from '@sojourn/core/ports/runner'
import { readToolUpdate } from './agent-updates.ts'
import { isJsonObject } from './is-json-object.ts'
import type { ReportedTool, ToolReports } from './tool-reports.ts'
import type { UpdateQueue } from './update-queue.ts'

const cancelled: RequestPermissionResponse = { outcome: { outcome: 'cancelled' } }

/** The offered option of the first kind that is offered at all. Never by place: agents list them in any order. */
const optionOf = (offered: readonly OfferedOption[], kinds: readonly PermissionOption[]): OfferedOption | undefined =>
  kinds.map((kind) => offered.find((option) => option.kind === kind)).find((option) => option !== undefined)

const selected = (option: OfferedOption | undefined): RequestPermissionResponse =>
  option ? { outcome: { outcome: 'selected', optionId: option.optionId } } : cancelled

/** What people may answer: standing answers are kept by Sojourn, so they need not be offered by the agent. */
const askable = (offered: readonly OfferedOption[]): PermissionOption[] => {
  const mayAllow = offered.some(({ kind }) => kind.startsWith('allow'))
  return [...(mayAllow ? (['allow_once', 'allow_always'] as const) : []), 'reject_once', 'reject_always']
}

const refusals = {
  denied: { code: 'PERMISSION_DENIED', message: 'The call was denied.' },
  expired: { code: 'PERMISSION_EXPIRED', message: 'Nobody answered in time; nobody refused either.' },
  cancelled: { code: 'TOOL_INTERRUPTED', message: 'The run ended before anybody answered.' },
  superseded: { code: 'TOOL_INTERRUPTED', message: 'A later attempt asked again.' },
} as const

export interface PermissionDeskOptions {
  turn: Turn
  tools: ToolReports
  queue: UpdateQueue
  /** People are being asked from the first call on until the second. */
  waits: (isWaiting: boolean) => void
}

/** Answers an agent's requests as people and rules of Sojourn do. */
export class PermissionDesk {
  readonly #options: PermissionDeskOptions
  /** Inputs that a person edited: the agent cannot be told with its answer, so it is told afterwards and may then. */
  readonly #edited: { toolId: string; operation: string; toolInput: JsonValue }[] = []
  /** What the agent is to hear when it has ended its turn, because no answer can carry it. */
  readonly #messages: string[] = []
  hasDenied = false

  constructor(options: PermissionDeskOptions) {
    this.#options = options
  }

  /** Never rejects: whatever goes wrong here lets no tool run. */
  async permission(request: RequestPermissionRequest): Promise<RequestPermissionResponse> {
    const update = readToolUpdate(request.toolCall)
    if (!update) return cancelled
    try {
      // After everything that was said before it, and also about a call that nothing was said of yet.
      const tool = await this.#options.queue.add(() =>
        this.#options.tools.take({ ...update, status: null }, { asks: true }),
      )
      return await this.#decide(tool, request.options)
    } catch {
      return cancelled
    }
  }

  async #decide(tool: ReportedTool, offered: readonly OfferedOption[]): Promise<RequestPermissionResponse> {
    const { tools, queue } = this.#options
    const decision = await this.#ask(tool, offered)
    if (decision.outcome === 'allowed' && isDeepStrictEqual(decision.toolInput, tool.view.toolInput)) {
      await queue.add(() => tools.start(tool))
      return selected(optionOf(offered, this.#allowing(tool, decision.option)))
    }
    const { outcome } = decision
    const refusal = refusals[outcome === 'allowed' ? 'denied' : outcome]
    const message = outcome === 'allowed' ? this.#askForEdited(tool, decision.toolInput) : decision.message
    const words = message === null ? refusal.message : `${refusal.message} ${message}`
    await queue.add(() => tools.fail(tool, { code: refusal.code, message: words }))
    if (outcome === 'cancelled' || outcome === 'superseded') return cancelled
    this.hasDenied = true
    if (outcome === 'denied' && decision.message !== null) {
      this.#messages.push(`I did not allow “${nameOf(tool)}”: ${decision.message}`)
    }
    return selected(optionOf(offered, this.#rejecting(tool, decision.option)))
  }

  async #ask(tool: ReportedTool, offered: readonly OfferedOption[]): Promise<PermissionDecision> {
    const { turn, waits } = this.#options
    const { toolId, operation, toolInput, title } = tool.view
    const call = { toolId, operation, toolInput }
    const known = this.#edited.findIndex((edited) => isDeepStrictEqual(edited, call))
    if (known !== -1) {
      this.#edited.splice(known, 1)
      return { outcome: 'allowed', option: 'allow_once', toolInput, message: null }
    }
    waits(true)
    try {
      const { toolCallId } = tool
      const titled = title === null ? {} : { title }
      return await turn.requestPermission({ toolCallId, ...call, ...titled, options: askable(offered) })
    } finally {
      waits(false)
    }
  }

  /**
   * Sojourn keeps standing answers, so the agent hears `once` and asks again: a rule that is revoked is then no rule any
   * more. Where the choice itself is what is asked for (a change of mode), the agent hears exactly that.
   */
  #allowing({ view }: ReportedTool, option: PermissionOption | null): PermissionOption[] {
    const exact = view.operation === 'switch_mode' && option === 'allow_always'
    return exact ? ['allow_always', 'allow_once'] : ['allow_once', 'allow_always']
  }

  #rejecting({ view }: ReportedTool, option: PermissionOption | null): PermissionOption[] {
    const exact = view.operation === 'switch_mode' && option === 'reject_always'
    return exact ? ['reject_always', 'reject_once'] : ['reject_once', 'reject_always']
  }

  #askForEdited(tool: ReportedTool, toolInput: JsonValue): string {
    const { toolId, operation } = tool.view
    this.#edited.push({ toolId, operation, toolInput })
    const wanted = JSON.stringify(toolInput)
    this.#messages.push(
      `I did not allow “${nameOf(tool)}” as it was. I do allow it with exactly this input instead, so do that: ${wanted}`,
    )
    return `It was allowed with another input, which the agent is asked to use: ${wanted}`
  }

  /** What the agent has to hear before its turn is over; empties the list. */
  takeMessages(): string | null {
    const messages = this.#messages.splice(0)
    return messages.length === 0 ? null : messages.join('\n\n')
  }

  /** A form is a question; anything else (a page to visit) nobody here can answer. */
  async elicitation(request: CreateElicitationRequest): Promise<CreateElicitationResponse> {
    const { turn, waits } = this.#options
    const schema: unknown = 'requestedSchema' in request ? request.requestedSchema : null
    if (request.mode !== 'form' || !isJsonObject(schema)) return { action: 'cancel' }
    waits(true)
    try {
      const reply = await turn.ask({ prompt: request.message, schema: { type: 'object', ...schema } })
      if (reply.outcome !== 'answered') return { action: 'cancel' }
      return isJsonObject(reply.answer)
        ? { action: 'accept', content: reply.answer as Record<string, string> }
        : { action: 'decline' }
    } catch {
      return { action: 'cancel' }
    } finally {
      waits(false)
    }
  }
}

const nameOf = ({ view }: ReportedTool): string => view.title ?? `${view.toolId} ${view.operation}`
