import type { SessionEvent } from '@sojourn/contract/event'
import type { AttachmentRecord } from '../ports/records.ts'
import { attachmentsOf, isStored } from '../session/attachments-of.ts'
import { contentOf } from '../session/keep-content.ts'

type Refuse = (message: string) => Error

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const listIn = (value: unknown, name: string): unknown[] => {
  const list = isObject(value) ? value[name] : undefined
  return Array.isArray(list) ? list : []
}

/** The files of what may be an event, wherever events have them. */
const filesOf = (given: unknown): Record<string, unknown>[] => {
  const data = isObject(given) && isObject(given.data) ? given.data : {}
  return [...listIn(data.input, 'blocks'), ...listIn(data.block, 'attachments')].filter(isObject)
}

/** [AT4] The contents that an export has with the first events that name them. */
export class ImportedContents {
  readonly #contents = new Map<string, AttachmentRecord>()

  get all(): AttachmentRecord[] {
    return [...this.#contents.values()]
  }

  /** Takes contents out of a line; what `refuse` makes is thrown for one that is not what its id says. */
  take(given: unknown, refuse: Refuse): void {
    for (const file of filesOf(given)) {
      const { id, size, data } = file
      if (typeof id !== 'string' || typeof data !== 'string') continue
      const content = contentOf(Buffer.from(data, 'base64'))
      if (content.id !== id || content.data.length !== size) throw refuse(`the content of ${id} is another.`)
      this.#contents.set(id, content)
      delete file.data
    }
  }

  /** Throws what `refuse` makes for an event that names a content which came with none so far. */
  check(event: SessionEvent, refuse: Refuse): void {
    for (const file of attachmentsOf(event)) {
      if (isStored(file) && !this.#contents.has(file.id))
        throw refuse(`the content of ${file.id} is not in the export.`)
    }
  }
}
