import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type AgentContext,
  type CreateElicitationRequest,
  type PromptResponse,
  RequestError,
  type SessionUpdate,
} from '@agentclientprotocol/sdk/unstable'
import type { AgentStep, ToolStep } from './agent-script.ts'
import type { AgentSessions } from './agent-sessions.ts'
import { playTool } from './play-tool.ts'

export interface PlayedPromptOptions {
  client: AgentContext
  sessions: AgentSessions
  sessionId: string
  /** Everything that the client wrote. */
  text: string
  cancelled: AbortSignal
  nextCall: () => number
  refused: (step: ToolStep) => void
}

/** One prompt while the agent works on it. */
export class PlayedPrompt {
  readonly client: AgentContext
  readonly sessionId: string
  readonly cwd: string
  readonly nextCall: () => number
  readonly refused: (step: ToolStep) => void
  readonly #options: PlayedPromptOptions
  readonly #response: PromptResponse = { stopReason: 'end_turn' }

  constructor(options: PlayedPromptOptions) {
    this.#options = options
    this.client = options.client
    this.sessionId = options.sessionId
    this.nextCall = options.nextCall
    this.refused = options.refused
    this.cwd = options.sessions.cwdOf(options.sessionId)
  }

  async play(steps: readonly AgentStep[]): Promise<PromptResponse> {
    for (const step of steps) {
      await this.#play(step)
      if (this.#options.cancelled.aborted && this.#response.stopReason === 'end_turn' && !isLiar(step)) {
        return { ...this.#response, stopReason: 'cancelled' }
      }
    }
    return this.#response
  }

  update(update: SessionUpdate): Promise<void> {
    this.#options.sessions.record(this.sessionId, update)
    return this.client.notify('session/update', { sessionId: this.sessionId, update })
  }

  say(text: string, messageId?: string): Promise<void> {
    return this.update({
      sessionUpdate: 'agent_message_chunk',
      content: { type: 'text', text },
      ...(messageId === undefined ? {} : { messageId }),
    })
  }

  /** What the client tells of as done is not done again: an obedient model. */
  #isDone(title: string): boolean {
    return this.#options.text.split('\n').some((line) => line.startsWith(`[tool] ${title} `) && line.includes('— done'))
  }

  async #play(step: AgentStep): Promise<void> {
    if ('say' in step) {
      const size = Math.max(1, Math.ceil(step.say.length / step.chunks))
      for (let at = 0; at < step.say.length; at += size) await this.say(step.say.slice(at, at + size), step.id)
    } else if ('tool' in step) {
      if (!this.#isDone(step.tool.title)) await playTool(this, step.tool)
    } else if ('ask' in step) {
      await this.#ask(step.ask, step.schema)
    } else if ('request' in step) {
      await this.#request(step.request, step.params)
    } else if ('error' in step) {
      throw new RequestError(step.error.code, step.error.message, step.error.data)
    } else if ('hang' in step) {
      await this.#hang(step.hang)
    } else if ('sleep' in step) {
      await delay(step.sleep, undefined, { signal: this.#options.cancelled }).catch(() => {})
    } else {
      await this.#misbehave(step)
    }
  }

  async #misbehave(step: AgentStep): Promise<void> {
    if ('noise' in step) {
      process.stdout.write(`${step.noise}\n`)
    } else if ('late' in step) {
      setTimeout(() => void this.say(step.late), step.ms)
    } else if ('die' in step) {
      await this.#die(step.die)
    } else if ('daemon' in step) {
      const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
      child.unref()
      await this.say(`daemon ${child.pid}`)
    } else {
      await this.#tell(step)
    }
  }

  #tell(step: AgentStep): Promise<void> | void {
    if ('think' in step) {
      return this.update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: step.think } })
    }
    if ('plan' in step) {
      const entries = step.plan.map((content) => ({ content, priority: 'medium' as const, status: 'pending' as const }))
      return this.update({ sessionUpdate: 'plan', entries })
    }
    if ('image' in step) {
      const content = { type: 'image' as const, mimeType: 'image/png', data: step.image }
      return this.update({ sessionUpdate: 'agent_message_chunk', content })
    }
    if ('title' in step) return this.update({ sessionUpdate: 'session_info_update', title: step.title })
    if ('mode' in step) return this.update({ sessionUpdate: 'current_mode_update', currentModeId: step.mode })
    if ('commands' in step) {
      const availableCommands = step.commands.map((name) => ({ name, description: `Does ${name}` }))
      return this.update({ sessionUpdate: 'available_commands_update', availableCommands })
    }
    if ('update' in step) return this.update(step.update as SessionUpdate)
    if ('usage' in step) this.#response.usage = step.usage as NonNullable<PromptResponse['usage']>
    if ('quota' in step) this.#response._meta = { quota: step.quota }
    if ('stop' in step) this.#response.stopReason = step.stop
  }

  async #die(manner: 'SIGKILL' | 'exit'): Promise<void> {
    const died = join(this.cwd, '.died')
    if (existsSync(died)) return
    writeFileSync(died, '')
    if (manner === 'exit') process.exit(3)
    process.kill(process.pid, 'SIGKILL')
    await delay(60_000)
  }

  async #ask(message: string, requestedSchema: Record<string, unknown>): Promise<void> {
    const request = { sessionId: this.sessionId, mode: 'form', message, requestedSchema } as CreateElicitationRequest
    const answer = await this.client.request('elicitation/create', request)
    await this.say(JSON.stringify(answer))
  }

  /** Sends any request and says what came back. */
  async #request(method: string, params: object): Promise<void> {
    try {
      const answer = await this.client.request(method, { sessionId: this.sessionId, ...params })
      await this.say(`${method}: ${JSON.stringify(answer)}`)
    } catch (error) {
      await this.say(`${method}: ${error instanceof RequestError ? error.code : String(error)}`)
    }
  }

  #hang(manner: 'polite' | 'liar' | 'deaf'): Promise<void> {
    const { cancelled } = this.#options
    return new Promise((resolve) => {
      // Keeps the process up.
      const timer = setInterval(() => {}, 1_000)
      if (manner === 'deaf') return
      const stop = () => {
        clearInterval(timer)
        resolve()
      }
      if (cancelled.aborted) stop()
      cancelled.addEventListener('abort', stop, { once: true })
    })
  }
}

const isLiar = (step: AgentStep): boolean => 'hang' in step && step.hang === 'liar'
