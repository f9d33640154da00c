import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type { Transcript } from '@sojourn/contract/transcript'
import type { RunOutcome, Turn } from '@sojourn/core/ports/runner'
import type { ModelMessage } from 'ai'
import { type AiSdkSettings, seesResults } from '../ai-sdk-settings.ts'
import type { ModelOptions } from '../model/open-model.ts'
import type { AgentTool, ToolSurroundings } from '../tools/agent-tool.ts'
import { askModel } from './ask-model.ts'
import { historyMessages } from './history-messages.ts'
import { inputMessage, type ReadFile } from './input-message.ts'
import { withoutOldResults } from './leave-out.ts'
import type { ModelAnswer } from './model-answer.ts'
import { type Patience, patiently } from './patience.ts'
import { ResultPictures } from './result-pictures.ts'
import { type Progress, readProgress, saveProgress } from './run-checkpoint.ts'
import { playToolRound } from './tool-round.ts'

/** The part of the context window that a run may fill before it makes room. */
const fullAt = 0.8

export interface ModelLoopOptions {
  turn: Turn
  settings: AiSdkSettings
  model: ModelOptions
  tools: ReadonlyMap<string, AgentTool>
  surroundings: ToolSurroundings
  patience: Patience
}

/** What the model said is JSON through and through, which types of messages do not say. */
const durably = (turn: Turn, key: string, ask: () => Promise<ModelAnswer>): Promise<ModelAnswer> =>
  turn.step(key, ask as unknown as () => Promise<JsonObject>) as Promise<unknown> as Promise<ModelAnswer>

/**
 * One attempt of a run as a loop of model calls and tool rounds. What a later attempt needs is durable at every point: the
 * model's answer is stored as a step before any of its tool calls is made, the calls are in the ledger under ids that are
 * the same in every attempt, and after each step the messages so far are the checkpoint.
 */
export class ModelLoop {
  readonly #options: ModelLoopOptions
  #progress: Progress
  readonly #pictures: ResultPictures | null
  #past: ModelMessage[] = []
  /** Made once: its files need not be read again for every step. */
  #input: ModelMessage | null = null
  #madeRoom = false
  #calls = 0

  constructor(options: ModelLoopOptions) {
    this.#options = options
    this.#progress = readProgress(options.turn)
    this.#pictures = seesResults(options.settings) ? new ResultPictures() : null
  }

  async play(): Promise<RunOutcome> {
    const { turn, tools } = this.#options
    const transcript = await turn.transcript()
    await this.#closeLeftovers(transcript)
    if (this.#progress.step > 0) this.#pictures?.readFrom(transcript, tools.values())
    await this.#readPast()
    let text = ''
    while (this.#progress.step < this.#options.settings.maxSteps) {
      const answer = await this.#step()
      text = answer.text
      if (answer.calls.length === 0) return this.#end(answer)
    }
    return { status: 'completed', doneReason: 'max_steps', ...(text !== '' && { output: text }) }
  }

  /** Blocks that an earlier attempt left open are ended: what comes now are other words. */
  async #closeLeftovers({ items }: Transcript): Promise<void> {
    const { turn } = this.#options
    for (const item of items) {
      if (item.type !== 'block' || item.done || item.kind === 'user_message') continue
      const { blockId, kind } = item
      await (await turn.startBlock({ blockId, kind })).interrupt()
    }
  }

  async #readPast(): Promise<void> {
    const { turn, tools } = this.#options
    const { originRunId } = turn
    this.#past = await historyMessages(await turn.transcript(), {
      originRunId,
      tools: tools.values(),
      read: this.#readFile,
    })
  }

  async #step(): Promise<ModelAnswer> {
    const { turn, tools, surroundings } = this.#options
    const { step } = this.#progress
    await this.#makeRoomInTime()
    const answer = await durably(turn, `${step}.model`, () => this.#ask())
    const messages = [...this.#progress.messages, ...answer.messages]
    if (answer.calls.length > 0) {
      const pictures = this.#pictures
      messages.push(await playToolRound(answer.calls, { turn, tools, surroundings, pictures, step }))
    }
    this.#progress = { step: step + 1, messages, tokens: answer.tokens }
    await saveProgress(turn, this.#progress)
    return answer
  }

  async #ask(): Promise<ModelAnswer> {
    const { turn, patience } = this.#options
    try {
      return await patiently({ turn, patience }, () => this.#askOnce())
    } catch (error) {
      const isTooLong = error instanceof SojournError && error.code === 'MODEL_CONTEXT_TOO_LONG'
      if (!isTooLong || !(await this.#makeRoom())) throw error
      await turn.log('info', 'The talk was too long for the model; room was made, and it is asked once more.')
      return patiently({ turn, patience }, () => this.#askOnce())
    }
  }

  readonly #readFile: ReadFile = (file) => this.#options.turn.attachment(file)

  async #askOnce(): Promise<ModelAnswer> {
    const { turn, settings, model, tools } = this.#options
    const prefix = `${turn.runId}.${turn.attempt}.${this.#calls}`
    this.#calls += 1
    const own = this.#pictures?.shownIn(this.#progress.messages) ?? this.#progress.messages
    this.#input ??= await inputMessage(turn.input, this.#readFile)
    const messages = [...this.#past, this.#input, ...own]
    return askModel({ turn, settings, model, tools, messages, prefix })
  }

  /** Before a call that the last one has left too little room for. */
  async #makeRoomInTime(): Promise<void> {
    const { contextWindow } = this.#options.settings
    const { tokens } = this.#progress
    if (contextWindow === undefined || tokens === null || tokens < contextWindow * fullAt) return
    await this.#makeRoom()
  }

  /** Once a run: the past is summed up, and long results of earlier steps are left out. False when nothing got shorter. */
  async #makeRoom(): Promise<boolean> {
    if (this.#madeRoom) return false
    this.#madeRoom = true
    const before = JSON.stringify(this.#progress.messages).length
    const messages = withoutOldResults(this.#progress.messages)
    this.#progress = { ...this.#progress, messages }
    const compacted = await this.#compact()
    if (compacted) await this.#readPast()
    return compacted || JSON.stringify(messages).length < before
  }

  async #compact(): Promise<boolean> {
    const { turn } = this.#options
    try {
      return await turn.compact()
    } catch (error) {
      turn.signal.throwIfAborted()
      await turn.log('warn', `The talk was not summed up: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  async #end({ finishReason, text }: ModelAnswer): Promise<RunOutcome> {
    const { turn } = this.#options
    if (finishReason === 'content-filter') {
      const message = 'The provider’s filter ended the answer.'
      return { status: 'failed', doneReason: 'error', error: { code: 'MODEL_REFUSED', message, retryable: false } }
    }
    if (finishReason === 'length') {
      await turn.log('warn', 'The answer was cut off at the longest that the model may say (`maxOutputTokens`).')
    }
    return { status: 'completed', output: text }
  }
}
