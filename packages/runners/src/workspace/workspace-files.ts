import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SojournError } from '@sojourn/contract/error'
import { fileError } from './file-error.ts'
import { resolveInWorkspace } from './workspace-path.ts'

/** Largest file that is read or written, bytes. */
export const maxFileBytes = 1_000_000
/** Most entries that a listing has. */
export const maxEntries = 1000

export type EntryType = 'file' | 'directory' | 'link' | 'other'

export type Listing = {
  path: string
  entries: { name: string; type: EntryType; size: number }[]
  /** More entries exist than were listed. */
  truncated: boolean
}

export type FileContent = { path: string; content: string; bytes: number }
export type WrittenFile = { path: string; bytes: number; created: boolean }

interface Kind {
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}

const typeOf = (entry: Kind): EntryType => {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

/** Files of one session's workspace. Every method throws SojournError TOOL_FAILED in words that people understand. */
export class WorkspaceFiles {
  readonly #workspace: string

  /** `workspace`: absolute path; it is created when something needs it. */
  constructor(workspace: string) {
    this.#workspace = workspace
  }

  /** What is in one directory, by name; not what is below it. */
  async list(path = '.'): Promise<Listing> {
    const { absolute, shown } = await resolveInWorkspace(this.#workspace, path)
    try {
      const found = await readdir(absolute, { withFileTypes: true })
      found.sort((a, b) => (a.name < b.name ? -1 : 1))
      const entries: Listing['entries'] = []
      for (const entry of found.slice(0, maxEntries)) {
        const { size } = await lstat(join(absolute, entry.name)).catch(() => ({ size: 0 }))
        entries.push({ name: entry.name, type: typeOf(entry), size: entry.isFile() ? size : 0 })
      }
      return { path: shown, entries, truncated: found.length > maxEntries }
    } catch (error) {
      throw fileError(error, shown)
    }
  }

  /** The text of a file of at most `maxFileBytes`; what is not UTF-8 text is refused. */
  async read(path: string): Promise<FileContent> {
    const { absolute, shown } = await resolveInWorkspace(this.#workspace, path)
    try {
      // NONBLOCK: opening a pipe without a writer would wait for ever. NOFOLLOW: links are resolved already.
      const file = await open(absolute, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
      try {
        const bytes = await readBounded(file, shown)
        return { path: shown, content: decodeText(bytes, shown), bytes: bytes.byteLength }
      } finally {
        await file.close()
      }
    } catch (error) {
      throw fileError(error, shown)
    }
  }

  /** Puts `content` in place of the file, whole or not at all; directories on the way are created. */
  async write(path: string, content: string): Promise<WrittenFile> {
    const bytes = Buffer.byteLength(content)
    if (bytes > maxFileBytes) {
      throw new SojournError('TOOL_FAILED', `${bytes} bytes are more than the ${maxFileBytes} that a file may have`)
    }
    const { absolute, shown } = await resolveInWorkspace(this.#workspace, path)
    try {
      const existing = await lstat(absolute).catch(() => null)
      if (existing && !existing.isFile()) throw new SojournError('TOOL_FAILED', `${shown} is not a file`)
      await mkdir(dirname(absolute), { recursive: true })
      // Somebody may have put a link in the way since it was resolved.
      const again = await resolveInWorkspace(this.#workspace, path)
      await replaceFile(again.absolute, content, existing?.mode)
      return { path: shown, bytes, created: existing === null }
    } catch (error) {
      throw fileError(error, shown)
    }
  }

  /** True when nothing is there yet. */
  async isEmpty(): Promise<boolean> {
    const { entries } = await this.list()
    return entries.length === 0
  }
}

const readBounded = async (file: FileHandle, shown: string): Promise<Buffer> => {
  const stat = await file.stat()
  if (stat.isDirectory()) throw new SojournError('TOOL_FAILED', `${shown} is a directory`)
  if (!stat.isFile()) throw new SojournError('TOOL_FAILED', `${shown} is not a file`)
  // One byte more than allowed, to see that there is more: the size of a file that grows says nothing.
  const buffer = Buffer.alloc(maxFileBytes + 1)
  let length = 0
  while (length < buffer.byteLength) {
    const { bytesRead } = await file.read(buffer, length, buffer.byteLength - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  if (length > maxFileBytes) {
    throw new SojournError('TOOL_FAILED', `${shown} is larger than the ${maxFileBytes} bytes that are read at once`)
  }
  return buffer.subarray(0, length)
}

const decodeText = (bytes: Buffer, shown: string): string => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Said below.
  }
  throw new SojournError('TOOL_FAILED', `${shown} is a binary file (not UTF-8 text)`)
}

const replaceFile = async (absolute: string, content: string, mode: number | undefined): Promise<void> => {
  const temporary = join(dirname(absolute), `.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx', mode === undefined ? 0o666 : mode & 0o777)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, absolute)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
