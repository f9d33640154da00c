import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type {
  ReadTextFileRequest,
  ReadTextFileResponse,
  WriteTextFileRequest,
  WriteTextFileResponse,
} from '@agentclientprotocol/sdk/unstable'
import { SojournError } from '@sojourn/contract/error'
import { fileError } from '../workspace/file-error.ts'
import { resolveInWorkspace } from '../workspace/workspace-path.ts'

/** Largest file that an agent reads or writes through the server, bytes. */
const maxBytes = 10_000_000

/** Reads and writes for an agent that does not do it itself, within its working directory. */
export class ClientFiles {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async read({ path, line, limit }: ReadTextFileRequest): Promise<ReadTextFileResponse> {
    const { absolute, shown } = await resolveInWorkspace(this.#root, path)
    try {
      const { size } = await stat(absolute)
      if (size > maxBytes) throw new SojournError('TOOL_FAILED', `${shown} is larger than ${maxBytes} bytes`)
      const content = await readFile(absolute, 'utf8')
      if (line == null && limit == null) return { content }
      const from = Math.max(0, (line ?? 1) - 1)
      const lines = content.split('\n').slice(from, limit == null ? undefined : from + limit)
      return { content: lines.join('\n') }
    } catch (error) {
      throw error instanceof SojournError ? error : fileError(error, shown)
    }
  }

  async write({ path, content }: WriteTextFileRequest): Promise<WriteTextFileResponse> {
    if (Buffer.byteLength(content) > maxBytes) throw new SojournError('TOOL_FAILED', `More than ${maxBytes} bytes`)
    const { absolute, shown } = await resolveInWorkspace(this.#root, path)
    try {
      await mkdir(dirname(absolute), { recursive: true })
      await writeFile(absolute, content)
      return {}
    } catch (error) {
      throw fileError(error, shown)
    }
  }
}
