import { randomUUID } from 'node:crypto'
import type { ContentBlock, PromptResponse, SessionUpdate, StopReason } from '@agentclientprotocol/sdk'
import { coreCommandOf, type SessionEvent, type SessionHandle, SojournError } from '@sojourn/sdk'
import { requestIn, resolutionIn } from '../follow/requests-in.ts'
import { isSettled } from '../render/settled-line.ts'
import { choiceUpdates } from './agent-choices.ts'
import { type Editor, EditorRequests } from './editor-requests.ts'
import { promptInput } from './prompt-input.ts'
import { SessionUpdates } from './session-updates.ts'

type Settled = Extract<SessionEvent, { type: 'run.completed' | 'run.failed' | 'run.cancelled' | 'run.timed_out' }>

/** Marks the runs of this process in their metadata: their input the editor shows by itself. */
const markName = 'acp'

/**
 * A session that is open in an editor. One follower reads its log and tells the editor, in order, whoever's run it is: what
 * others send and answer shows here too. A prompt waits until the follower has told the end of its run.
 */
export class EditorSession {
  readonly #editor: Editor
  readonly #session: SessionHandle
  readonly #updates: SessionUpdates
  readonly #requests: EditorRequests
  readonly #mark = randomUUID()
  readonly #closed = new AbortController()
  /** Ends of this process's runs: what came, or who waits for it. */
  readonly #ends = new Map<string, PromiseWithResolvers<Settled>>()
  readonly #own = new Set<string>()
  #after = 0
  /** The prompt that is under way. */
  #prompt: { runId: string | null; cancelled: boolean } | null = null

  constructor(editor: Editor, { session, cwd }: { session: SessionHandle; cwd: string }) {
    this.#editor = editor
    this.#session = session
    this.#updates = new SessionUpdates(cwd, (file) => session.download(file))
    this.#requests = new EditorRequests(editor, { session, cwd })
  }

  /** Tells the log up to a seq. What is still open in it is asked again. */
  async replay(uptoSeq: number): Promise<void> {
    const open = new Map<string, SessionEvent>()
    while (this.#after < uptoSeq) {
      const page = await this.#session.eventPage({ after: this.#after, compactDeltas: true, limit: 1000 })
      for (const event of page.events.filter(({ seq }) => seq <= uptoSeq)) {
        for (const update of await this.#updates.of(event)) await this.#tell(update)
        const asked = requestIn(event)
        if (asked !== null) open.set(asked, event)
        open.delete(resolutionIn(event) ?? '')
      }
      this.#after = page.hasMore ? page.nextAfter : uptoSeq
    }
    this.skipTo(uptoSeq)
    for (const event of open.values()) this.#ask(event)
  }

  /** Goes on after this seq. */
  skipTo(seq: number): void {
    this.#after = seq
  }

  /** Says something that is in no log. */
  note(text: string): Promise<void> {
    return this.#tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } })
  }

  /** Says what there is to choose, then follows until the session is closed. */
  async follow(): Promise<void> {
    try {
      await this.#tellChoices()
      const signal = this.#closed.signal
      for await (const event of this.#session.events({ after: this.#after, signal })) await this.#take(event)
    } catch (error) {
      for (const { reject } of this.#ends.values()) reject(error)
      if (!this.#closed.signal.aborted) this.#editor.report(error)
    }
  }

  /** Sends what was typed and resolves when its run has ended. Throws what the run failed with. */
  async prompt(content: readonly ContentBlock[]): Promise<PromptResponse> {
    const input = promptInput(content)
    if ('text' in input && coreCommandOf(input.text) === '/terminate') {
      await this.#session.cancel()
      return { stopReason: 'end_turn' }
    }
    const prompt = { runId: null as string | null, cancelled: false }
    this.#prompt = prompt
    try {
      const { id } = await this.#session.send(input, { metadata: { [markName]: this.#mark } })
      prompt.runId = id
      if (prompt.cancelled) await this.#session.run(id).cancel()
      const end = await this.#end(id).promise
      this.#ends.delete(id)
      return responseTo(end)
    } finally {
      if (this.#prompt === prompt) this.#prompt = null
    }
  }

  /** Ends the run of the prompt that is under way; without one, the run that executes, whoever's it is. */
  async cancel(): Promise<void> {
    const prompt = this.#prompt
    if (prompt === null) await this.#session.cancel()
    else if (prompt.runId === null) prompt.cancelled = true
    else await this.#session.run(prompt.runId).cancel()
  }

  /** Stops following. What runs goes on. */
  close(): void {
    this.#closed.abort()
    this.#requests.withdrawAll()
    for (const { reject } of this.#ends.values()) {
      reject(new SojournError('SERVER_UNREACHABLE', 'The session was closed in the editor'))
    }
  }

  async #take(event: SessionEvent): Promise<void> {
    const { runId = '' } = event
    if (event.type === 'run.queued' && event.data.metadata?.[markName] === this.#mark) this.#own.add(runId)
    const isOwnInput =
      event.type === 'block.completed' && event.data.block.kind === 'user_message' && this.#own.has(runId)
    if (!isOwnInput) for (const update of await this.#updates.of(event)) await this.#tell(update)
    if (event.type === 'agent.options_changed') await this.#tellChoices()
    this.#ask(event)
    const resolved = resolutionIn(event)
    if (resolved !== null) this.#requests.withdraw(resolved)
    if (isSettled(event) && this.#own.delete(runId)) this.#end(runId).resolve(event)
  }

  /** What an agent offers is worth a word; that it cannot be had is no reason to follow no longer. */
  async #tellChoices(): Promise<void> {
    try {
      const { agentOptions } = await this.#session.get()
      for (const update of choiceUpdates(agentOptions)) await this.#tell(update)
    } catch (error) {
      this.#editor.report(error)
    }
  }

  #ask(event: SessionEvent): void {
    if (event.type === 'permission.requested' || event.type === 'question.asked') this.#requests.ask(event)
  }

  /** The end may come before the answer of the call that has started the run. */
  #end(runId: string): PromiseWithResolvers<Settled> {
    const known = this.#ends.get(runId) ?? Promise.withResolvers<Settled>()
    // A prompt that failed before it waited must not end the process.
    known.promise.catch(() => undefined)
    this.#ends.set(runId, known)
    return known
  }

  #tell(update: SessionUpdate): Promise<void> {
    return this.#editor.client.notify('session/update', { sessionId: this.#session.id, update })
  }
}

const responseTo = (end: Settled): PromptResponse => {
  if (end.type === 'run.timed_out')
    throw new SojournError('RUN_TIMED_OUT', `It took longer than ${end.data.timeoutMs} ms`)
  if (end.type === 'run.failed' && end.data.doneReason !== 'denied') {
    throw new SojournError('RUNNER_FAILED', end.data.error.message)
  }
  return { stopReason: stopReasonOf(end) }
}

const stopReasonOf = ({ type, data: { doneReason } }: Settled): StopReason => {
  if (type === 'run.cancelled') return 'cancelled'
  if (doneReason === 'max_steps') return 'max_turn_requests'
  return doneReason === 'budget' ? 'max_tokens' : 'end_turn'
}
