import type { PlanStep } from '@sojourn/contract/event'
import type { JsonValue } from '@sojourn/contract/json'
import type { RunOutcome, ToolReport, Turn } from '@sojourn/core/ports/runner'
import { z } from 'zod'
import { deniedOutcome } from '../denied-outcome.ts'
import { WorkspaceFiles } from '../workspace/workspace-files.ts'
import {
  askToWrite,
  demoGreeting,
  demoPlan,
  type Found,
  factsOf,
  notesOf,
  refusal,
  seedReadme,
  summaryOf,
  thoughtOf,
} from './demo-words.ts'
import type { Toolbox } from './scripted-tools.ts'
import { streamText } from './stream-text.ts'

const notesPath = 'NOTES.md'
const otherNotesPath = 'NOTES.new.md'
/** Between two words, milliseconds: quick enough to wait for, slow enough to watch. */
const defaultDelayMs = 15
/** Characters of text for one token, as a rule of thumb. */
const charactersPerToken = 4

const listing = z.object({
  entries: z.array(z.object({ name: z.string(), type: z.string(), size: z.number() })),
})
const fileContent = z.object({ path: z.string(), content: z.string(), bytes: z.number() })
const writtenFile = z.object({ path: z.string(), bytes: z.number(), created: z.boolean() })

/** The result of a call that worked; null for one that failed, or of which only a person knows that it happened. */
const resultOf = <Schema extends z.ZodType>(schema: Schema, report: ToolReport): z.infer<Schema> | null =>
  report.status === 'completed' ? (schema.safeParse(report.result).data ?? null) : null

/** What the demo reads: its own notes first, then a README, then any file. */
const fileToRead = (entries: Found['entries']): string | null => {
  const names = entries.filter(({ type }) => type === 'file').map(({ name }) => name)
  return names.find((name) => name === notesPath) ?? names.find((name) => /^readme\b/i.test(name)) ?? names[0] ?? null
}

export interface DemoOptions {
  toolbox: Toolbox
  /** Between two words, milliseconds. */
  delayMs?: number | undefined
}

interface LookedAt extends Found {
  readPath: string | null
  /** What NOTES.md says already; null when there is none. */
  notes: string | null
}

/** The demo denied at one of its calls. */
interface Refused {
  denied: RunOutcome
}

const nothingFound: LookedAt = { entries: [], file: null, readPath: null, notes: null }

/**
 * The default script: looks around in the workspace, reads a file, asks to write NOTES.md, writes it, and sums up.
 * Everything has an id made of the run's, so a later attempt goes on where the one before it broke off.
 */
class Demo {
  readonly #turn: Turn
  readonly #toolbox: Toolbox
  readonly #delayMs: number
  #said = ''

  constructor(turn: Turn, { toolbox, delayMs = defaultDelayMs }: DemoOptions) {
    this.#turn = turn
    this.#toolbox = toolbox
    this.#delayMs = delayMs
  }

  async play(): Promise<RunOutcome> {
    const request = this.#turn.text
    await this.#showPlan('look', demoPlan(0, { readPath: null }))
    await this.#say('thought', thoughtOf(request), 'thinking')
    await this.#say('greeting', demoGreeting)
    const found = await this.#lookAround()
    if ('denied' in found) return found.denied

    const { readPath } = found
    // Notes that cannot be read are somebody's; new ones go beside them.
    const path = readPath === notesPath && found.notes === null ? otherNotesPath : notesPath
    await this.#showPlan('write', demoPlan(2, { readPath }))
    await this.#say('asking', askToWrite(path))
    const write = await this.#call('write', { path, content: notesOf(request, found) }, `Write ${path}`)
    const denied = deniedOutcome(write)
    if (denied) return this.#stop(denied, refusal(path), demoPlan(2, { readPath, failed: true }))

    await this.#showPlan('sum-up', demoPlan(3, { readPath }))
    const summary = summaryOf(request, found, resultOf(writtenFile, write))
    await this.#say('summary', summary)
    await this.#showPlan('done', demoPlan(4, { readPath }))
    await this.#estimateUsage()
    return { status: 'completed', output: summary }
  }

  async #lookAround(): Promise<LookedAt | Refused> {
    const files = new WorkspaceFiles(this.#turn.workspace)
    if (await files.isEmpty()) await files.write('README.md', seedReadme)
    const list = await this.#call('list', { path: '.' }, 'List the workspace')
    const refused = deniedOutcome(list)
    if (refused) return { denied: await this.#stopLooking(refused, null) }
    const { entries } = resultOf(listing, list) ?? nothingFound
    const readPath = fileToRead(entries)
    await this.#showPlan('read', demoPlan(1, { readPath }))
    if (readPath === null) return { ...nothingFound, entries }
    const read = await this.#call('read', { path: readPath }, `Read ${readPath}`)
    const denied = deniedOutcome(read)
    if (denied) return { denied: await this.#stopLooking(denied, readPath) }
    const content = resultOf(fileContent, read)
    return {
      entries,
      readPath,
      file: content && factsOf(content),
      notes: readPath === notesPath && content ? content.content : null,
    }
  }

  #stopLooking(denied: RunOutcome, readPath: string | null): Promise<RunOutcome> {
    const plan = demoPlan(readPath === null ? 0 : 1, { readPath, failed: true })
    return this.#stop(denied, 'Then I cannot look any further, and stop here.', plan)
  }

  async #stop(denied: RunOutcome, words: string, plan: PlanStep[]): Promise<RunOutcome> {
    await this.#showPlan('stopped', plan)
    await this.#say('stopped', words)
    return denied
  }

  #idOf(name: string): string {
    return `${this.#turn.originRunId}.demo.${name}`
  }

  async #say(name: string, text: string, kind: 'assistant_text' | 'thinking' = 'assistant_text'): Promise<void> {
    this.#said += text
    await streamText(this.#turn, { kind, blockId: this.#idOf(name), text, delayMs: this.#delayMs })
  }

  /** Once over all attempts: a plan that is shown again would fall back to where it was. */
  async #showPlan(key: string, plan: PlanStep[]): Promise<void> {
    await this.#turn.step(`demo.plan.${key}`, async () => {
      await this.#turn.plan(plan)
      return null
    })
  }

  async #call(operation: 'list' | 'read' | 'write', toolInput: JsonValue, title: string): Promise<ToolReport> {
    const report = await this.#toolbox.use({ toolId: 'fs', operation, toolInput, title }, this.#idOf(operation))
    // A cancelled wait for a permission is the end of the run, and not a refusal.
    this.#turn.signal.throwIfAborted()
    return report
  }

  async #estimateUsage(): Promise<void> {
    await this.#turn.step('demo.usage', async () => {
      await this.#turn.usage({
        model: 'demo',
        inputTokens: Math.ceil(this.#turn.text.length / charactersPerToken),
        outputTokens: Math.ceil(this.#said.length / charactersPerToken),
        costUsd: 0,
      })
      return null
    })
  }
}

export const playDemo = (turn: Turn, options: DemoOptions): Promise<RunOutcome> => new Demo(turn, options).play()
