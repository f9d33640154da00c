import type { Blocked } from '@sojourn/contract/blocked'
import { SojournError } from '@sojourn/contract/error'
import { LoggedEvent } from '../events/logged-event.ts'
import type { SessionServices } from '../host/session-services.ts'
import type { RunRecord } from '../ports/records.ts'
import { blockedOf } from './blocked.ts'
import { catchUp } from './catch-up.ts'
import type { BlockText, Command } from './command.ts'
import { decide } from './decide.ts'
import { needsOpenTexts, readOpenTexts } from './open-texts.ts'
import { SessionEventBus } from './session-event-bus.ts'
import { SessionReactions } from './session-reactions.ts'
import { mayStart, nextDueRun, type RowChanges, type SessionState } from './session-state.ts'
import { appendRequest, WorkingCopy } from './working-copy.ts'

/** A command's effect: the state right after it and the seq from which it can be read ([E8]). */
export interface Outcome {
  state: SessionState
  seq: number
  /** A run as it is after the command; undefined for one that the command did not touch and that is not open. */
  run(runId: string): RunRecord | undefined
}

interface Envelope {
  command: Command
  /** Of the first event that the command makes; a new one otherwise. */
  eventId: string | undefined
  resolve: (outcome: Outcome) => void
  reject: (error: unknown) => void
}

type Verdict = { envelope: Envelope; outcome: Outcome } | { envelope: Envelope; refusal: unknown }

interface Decided {
  copy: WorkingCopy
  verdicts: Verdict[]
}

/** Commands that one commit takes together. */
const maxBatch = 512
/** After a commit that failed: when to look again, milliseconds. */
const lookAgainMs = 1_000

/**
 * One loaded session: its mailbox and the only door to its state ([S3]). Commands wait in the mailbox; all that wait
 * are decided one after the other on a working copy and committed together. Only after the commit does anybody hear of
 * it: first memory, then listeners and followers, then whoever asked. While a commit is under way nothing else is
 * decided; while a runner executes the mailbox is free.
 */
export class AgentSession {
  readonly id: string
  readonly projectId: string
  readonly bus: SessionEventBus
  readonly reactions: SessionReactions
  readonly #services: SessionServices
  #state: SessionState
  #mailbox: Envelope[] = []
  #draining: Promise<void> | null = null
  #committing: Promise<unknown> | null = null
  #closed: Error | null = null
  /** A commit has failed, and its answer may have got lost on the way: the log may know more than memory. */
  #isBehind = false
  /** When it was last used, milliseconds since the epoch. */
  #usedAt: number

  constructor(state: SessionState, services: SessionServices) {
    this.id = state.record.id
    this.projectId = state.record.projectId
    this.#state = state
    this.#services = services
    this.#usedAt = services.clock.now()
    this.bus = new SessionEventBus((error) =>
      services.logger.error({ sessionId: this.id, error }, 'A listener of the session failed'),
    )
    this.reactions = new SessionReactions(this, services)
    this.reactions.resume(state)
  }

  get state(): SessionState {
    return this.#state
  }

  get usedAt(): number {
    return this.#usedAt
  }

  /** Why the next run of `state` does not move, as things are now ([S9]). */
  blocked(state = this.#state): Blocked | null {
    const { clock, starts } = this.#services
    return blockedOf(state, { now: clock.now(), hostBlock: starts.blockOf(this.id) })
  }

  /** Nothing executes, waits or is pending: it can leave memory. */
  get isIdle(): boolean {
    const { active, queue, permissions, questions } = this.#state
    const waits = queue.length + permissions.size + questions.size
    return active === null && waits === 0 && this.#mailbox.length === 0 && this.#committing === null && !this.#isBehind
  }

  /** Decides and commits `command`. Rejects with the refusal, and then nothing has happened. */
  execute(command: Command, eventId?: string): Promise<Outcome> {
    this.#usedAt = this.#services.clock.now()
    if (this.#closed) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => {
      this.#mailbox.push({ command, eventId, resolve, reject })
      this.#wake()
    })
  }

  /** Something outside has changed: look whether a run may start now. */
  poke(): void {
    if (this.#closed === null) this.#wake(true)
  }

  /** Resolves when the commit that is under way, if any, is done and published. Never rejects. */
  async committed(): Promise<void> {
    await this.#committing
  }

  /** Refuses everything from now on and resolves when what was under way is done. */
  async close(reason: Error): Promise<void> {
    this.#closed = reason
    for (const { reject } of this.#mailbox.splice(0)) reject(reason)
    await this.#draining
    this.#services.alarms.clear(this.#lookAgainKey)
    this.reactions.close(reason)
  }

  #poked = false

  #wake(poked = false): void {
    this.#poked ||= poked
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null
      if (this.#closed === null && (this.#mailbox.length > 0 || this.#poked)) this.#wake()
    })
  }

  async #drain(): Promise<void> {
    // Commands that are sent in the same breath are decided together.
    await Promise.resolve()
    while ((this.#mailbox.length > 0 || this.#poked) && this.#closed === null) {
      this.#poked = false
      const processing = this.#process(this.#mailbox.splice(0, maxBatch))
      this.#committing = processing
      const answer = await processing
      this.#committing = null
      answer()
    }
  }

  /** Decides and commits; what it resolves with tells those who asked. */
  async #process(envelopes: readonly Envelope[]): Promise<() => void> {
    let decided: Decided
    try {
      if (this.#isBehind) await this.#catchUp()
      decided = this.#decideAll(envelopes, await this.#openTexts(envelopes))
      let result = await this.#commit(decided.copy)
      if (result === 'conflict') {
        await this.#catchUp()
        decided = this.#decideAll(envelopes, await this.#openTexts(envelopes))
        result = await this.#commit(decided.copy)
      }
      if (result === 'conflict') {
        throw new SojournError('STORE_UNAVAILABLE', 'Another process keeps changing this session.')
      }
      if (result === 'missing') throw new SojournError('SESSION_NOT_FOUND', `There is no session ${this.id}.`)
    } catch (error) {
      if (!isGone(error)) this.#lookAgain()
      if (this.#state.active === null) this.#services.starts.release(this.id)
      return () => {
        for (const { reject } of envelopes) reject(error)
      }
    }
    this.#publish(decided.copy)
    return () => {
      for (const verdict of decided.verdicts) {
        if ('outcome' in verdict) verdict.envelope.resolve(verdict.outcome)
        else verdict.envelope.reject(verdict.refusal)
      }
    }
  }

  /** A run that could have started must not wait for somebody to come by, nor one that did start be forgotten. */
  #lookAgain(): void {
    this.#isBehind = true
    const { alarms, clock } = this.#services
    if (this.#closed === null) alarms.set(this.#lookAgainKey, clock.now() + lookAgainMs, () => this.poke())
  }

  get #lookAgainKey(): string {
    return `look-again:${this.id}`
  }

  async #openTexts(envelopes: readonly Envelope[]): Promise<readonly BlockText[]> {
    const commands = envelopes.map(({ command }) => command)
    if (!needsOpenTexts(this.#state, commands)) return []
    const texts = await readOpenTexts(this.#services.store, this.#state)
    return [...texts].map(([blockId, text]) => ({ blockId, text }))
  }

  #decideAll(envelopes: readonly Envelope[], openTexts: readonly BlockText[]): Decided {
    const { clock, ids } = this.#services
    const copy = new WorkingCopy(this.#state, { now: clock.now(), openTexts, nextId: () => ids.next() })
    const verdicts: Verdict[] = []
    for (const envelope of envelopes) {
      try {
        const { command } = envelope
        copy.add(decide(copy.state, command, copy.context), envelope.eventId)
        if ('contents' in command && command.contents) copy.addContents(command.contents)
        // The command's own effects end here; a run that starts with the same commit is news of its own.
        const seq = copy.state.record.lastSeq
        this.#startNext(copy)
        const { state } = copy
        const run = (runId: string) =>
          copy.changes.runs.get(runId) ??
          [state.active, ...state.queue].find((known) => known?.id === runId) ??
          undefined
        verdicts.push({ envelope, outcome: { state, seq, run } })
      } catch (refusal) {
        verdicts.push({ envelope, refusal })
      }
    }
    // Also when nobody has asked for anything, or all were refused: a run may have become due.
    this.#startNext(copy)
    return { copy, verdicts }
  }

  /** Adds the start of the next run to the same commit when session, agent and host let one start. */
  #startNext(copy: WorkingCopy): void {
    if (!mayStart(copy.state, copy.context.now)) return
    const run = nextDueRun(copy.state, copy.context.now)
    if (!run) return
    const start = this.#services.starts.allow(this, run)
    if (!start.allowed) return
    const { runner, resumes, goesOn } = start
    const { hostId } = this.#services
    copy.add(decide(copy.state, { type: 'startRun', runner, resumes, goesOn, hostId }, copy.context))
  }

  async #commit(copy: WorkingCopy): Promise<'stored' | 'conflict' | 'missing'> {
    if (copy.events.length === 0) return 'stored'
    const result = await this.#services.writer.append(appendRequest('continue', copy))
    if (result.status === 'missing') return 'missing'
    return result.status === 'stored' || result.status === 'duplicate' ? 'stored' : 'conflict'
  }

  /** Goes on from what is stored; what memory had missed is published now, like a commit of this session. */
  async #catchUp(): Promise<void> {
    const { store, starts } = this.#services
    const missed = await catchUp(store, this.#state)
    if (!missed) throw new SojournError('SESSION_NOT_FOUND', `There is no session ${this.id}.`)
    this.#isBehind = false
    starts.release(this.id)
    const { state, events, changes } = missed
    if (state.active) starts.hold(this, state.active)
    if (events.length > 0) this.#tell(state, { events, changes })
    else this.#state = state
  }

  #publish(copy: WorkingCopy): void {
    if (copy.events.length === 0) return
    const events = copy.events.map((event) => LoggedEvent.fromEvent(event))
    this.#tell(copy.state, { events, changes: copy.changes })
  }

  /** Memory, then listeners and followers, then effects: everything here is after the commit ([E2]). */
  #tell(state: SessionState, { events, changes }: { events: readonly LoggedEvent[]; changes: RowChanges }): void {
    this.#state = state
    const { hub, changed, logger } = this.#services
    const tell = (who: () => void): void => {
      try {
        who()
      } catch (error) {
        // The commit stands, and whoever asked for it is told so.
        logger.error({ sessionId: this.id, error }, 'What follows from a commit has failed')
      }
    }
    tell(() => hub.broadcast(this.id, events))
    tell(() => this.bus.publish(events))
    tell(() =>
      this.reactions.react(
        events.map(({ event }) => event),
        changes,
      ),
    )
    tell(() => changed(this))
  }
}

const isGone = (error: unknown): boolean => error instanceof SojournError && error.code === 'SESSION_NOT_FOUND'
