import type { SessionEvent } from '@sojourn/contract/event'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'

/** An event of at most so many characters is left as it is. */
export const maxBriefSize = 8_000

/** Of what is cut: characters of a text, entries of a list or an object. */
const keptCharacters = 2_000
const keptEntries = 50
/** Characters of all texts of one event together that are longer than `shortText`; those stay. */
const keptInAll = 8_000
const shortText = 500

/** Types of which nothing is cut: what is said, and what a person decides on. */
const wholeTypes = new Set<string>([
  'block.delta',
  'session.compacted',
  'permission.requested',
  'permission.resolved',
  'question.asked',
  'question.answered',
  'plan.updated',
  'log',
  'error',
])

class Cutter {
  isCut = false
  #left = keptInAll

  cut(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.#cutText(value)
    if (Array.isArray(value)) return this.#few(value).map((entry) => this.cut(entry))
    if (typeof value !== 'object' || value === null) return value
    return this.cutObject(value)
  }

  /** What is undefined stays so: events come from code as well as from JSON. */
  cutObject(object: JsonObject): JsonObject {
    const entries = this.#few(Object.entries(object)).map(([name, entry]) => [name, entry && this.cut(entry)])
    return Object.fromEntries(entries) as JsonObject
  }

  #few<Entry>(entries: readonly Entry[]): readonly Entry[] {
    if (entries.length <= keptEntries) return entries
    this.isCut = true
    return entries.slice(0, keptEntries)
  }

  #cutText(text: string): string {
    if (text.length <= shortText) return text
    const kept = text.slice(0, Math.min(keptCharacters, this.#left))
    this.#left -= kept.length
    if (kept.length < text.length) this.isCut = true
    return kept
  }
}

/** The words of a block are what people read: only what came with them is cut. */
const cutData = (cutter: Cutter, event: SessionEvent): JsonObject => {
  if (event.type !== 'block.completed' || !('text' in event.data.block)) {
    return cutter.cutObject(event.data as unknown as JsonObject)
  }
  const { text, ...others } = event.data.block
  return { ...event.data, block: { ...cutter.cutObject(others as unknown as JsonObject), text } }
}

/** [E11] The event with what is long in it cut, or null when nothing had to be. */
export const briefEvent = (event: SessionEvent): SessionEvent | null => {
  if (wholeTypes.has(event.type)) return null
  const cutter = new Cutter()
  const data = cutData(cutter, event)
  if (!cutter.isCut && event.raw === undefined) return null
  const { raw: _, ...rest } = event
  return { ...rest, data, cut: true } as unknown as SessionEvent
}
