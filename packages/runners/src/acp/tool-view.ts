import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { ToolEffect } from '@sojourn/contract/tool-call'
import type { AgentContent, AgentToolContent, AgentToolKind, AgentToolUpdate } from './agent-updates.ts'
import { isJsonObject } from './is-json-object.ts'

/** What executing such a tool twice would mean. What an agent does not say is taken for a write. */
const effects: Record<AgentToolKind, ToolEffect> = {
  read: 'read',
  search: 'read',
  fetch: 'read',
  think: 'read',
  edit: 'write',
  delete: 'write',
  move: 'write',
  execute: 'write',
  switch_mode: 'write',
  other: 'write',
}

/** Names of tools that agents call by kind only, the same as in other runners, so that rules hold for all. */
const families: Record<AgentToolKind, string> = {
  read: 'fs',
  search: 'fs',
  edit: 'fs',
  delete: 'fs',
  move: 'fs',
  execute: 'shell',
  fetch: 'web',
  think: 'agent',
  switch_mode: 'agent',
  other: 'agent',
}

const maxName = 200

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (isJsonObject(value) && Object.keys(value).length === 0)

/** Where agents put the tool's own name that do not use the field for it. */
const nameInMeta = (meta: AgentToolUpdate['_meta']): string | null => {
  for (const value of Object.values(meta ?? {})) {
    if (isJsonObject(value) && typeof value.toolName === 'string') return value.toolName
  }
  return null
}

const textOf = (content: AgentContent): string => {
  if (content.type === 'text') return content.text
  if (content.type === 'resource_link') return content.uri
  if (content.type === 'resource') return content.resource.text ?? content.resource.uri
  return ''
}

const isDiff = (item: AgentToolContent) => item.type === 'diff'

/** A tool call as the agent has told it so far; everything is an upsert. */
export class ToolView {
  #name: string | null = null
  #kind: AgentToolKind | null = null
  title: string | null = null
  status: AgentToolUpdate['status'] = null
  #content: readonly AgentToolContent[] = []
  #locations: readonly { path: string; line?: number | null | undefined }[] = []
  #rawInput: unknown
  #rawOutput: unknown
  /** What a terminal of the agent's own has printed. */
  #printed = ''
  #exit: JsonObject | null = null

  /**
   * Takes what is new; answers with live output that came with it. A request for permission (`asks`) may name the input in
   * other words, which count only when there were none.
   */
  merge(update: AgentToolUpdate, asks: boolean): string {
    const before = this.text
    this.#name = update.name ?? nameInMeta(update._meta) ?? this.#name
    this.#kind = update.kind ?? this.#kind
    this.title = update.title || this.title
    this.status = update.status ?? this.status
    this.#content = update.content ?? this.#content
    this.#locations = update.locations ?? this.#locations
    // It begins as {} with several agents and is filled later; never the other way round.
    const isWanted = !asks || isNothing(this.#rawInput)
    if (isWanted && !isNothing(update.rawInput)) this.#rawInput = update.rawInput
    if (!isNothing(update.rawOutput)) this.#rawOutput = update.rawOutput
    const printed = this.#print(update._meta ?? {})
    const after = this.text
    return printed === '' && after !== before && after.startsWith(before) ? after.slice(before.length) : printed
  }

  #print(meta: Record<string, unknown>): string {
    const { terminal_output, terminal_output_delta, terminal_exit } = meta
    if (isJsonObject(terminal_exit)) this.#exit = terminal_exit
    const delta = isJsonObject(terminal_output_delta) ? terminal_output_delta.data : undefined
    const whole = isJsonObject(terminal_output) ? terminal_output.data : undefined
    const piece = typeof delta === 'string' ? delta : typeof whole === 'string' ? whole : ''
    this.#printed += piece
    return piece
  }

  get #family(): AgentToolKind {
    return this.#kind ?? 'other'
  }

  get toolId(): string {
    return (this.#name || families[this.#family]).slice(0, maxName)
  }

  get operation(): string {
    return this.#family === 'other' ? 'call' : this.#family
  }

  get effect(): ToolEffect {
    return effects[this.#family]
  }

  /** Its input; a change that comes only as a diff is told like one. */
  get toolInput(): JsonValue {
    if (!isNothing(this.#rawInput)) return this.#rawInput as JsonValue
    const diff = this.#content.find(isDiff)
    if (diff?.type === 'diff') return { path: diff.path, oldText: diff.oldText ?? '', newText: diff.newText }
    const [first] = this.#locations
    return first ? { path: first.path } : {}
  }

  /** What it has said so far, as text. */
  get text(): string {
    const said = this.#content.flatMap((item) => (item.type === 'content' ? [textOf(item.content)] : []))
    return said.filter((piece) => piece !== '').join('\n')
  }

  get terminalIds(): string[] {
    return this.#content.flatMap((item) => (item.type === 'terminal' ? [item.terminalId] : []))
  }

  /** Its result: text, changes, places, images, the end of a command, and whatever else the agent says of it. */
  get result(): JsonObject {
    const output = this.text || this.#printed
    const diffs = this.#content.flatMap((item) =>
      item.type === 'diff' ? [{ path: item.path, oldText: item.oldText ?? null, newText: item.newText }] : [],
    )
    const images = this.#content.flatMap((item) =>
      item.type === 'content' && item.content.type === 'image'
        ? [{ mimeType: item.content.mimeType, data: item.content.data }]
        : [],
    )
    const locations = this.#locations.map(({ path, line }) => (line == null ? { path } : { path, line }))
    const raw = this.#rawOutput as JsonValue | undefined
    return {
      ...(output === '' ? {} : { output }),
      ...(diffs.length === 0 ? {} : { diffs }),
      ...(locations.length === 0 ? {} : { locations }),
      ...(images.length === 0 ? {} : { images }),
      ...(this.#exit === null ? {} : { exit: this.#exit }),
      // Most agents repeat their text there.
      ...(isNothing(raw) || raw === output || raw === undefined ? {} : { raw }),
    }
  }

  /** One line for people. */
  get summary(): string {
    const { output, diffs } = this.result
    if (typeof output === 'string') return output
    if (Array.isArray(diffs)) return `Changed ${diffs.map((diff) => (isJsonObject(diff) ? diff.path : '')).join(', ')}`
    return this.title ?? ''
  }

  /** Why it failed, in the agent's words. */
  get failure(): string {
    const raw = this.#rawOutput
    const said = isJsonObject(raw) ? (raw.error ?? raw.message) : raw
    return this.text || (typeof said === 'string' ? said : this.#printed) || 'The agent says that the tool failed.'
  }
}
