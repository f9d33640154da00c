import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { InputBlock, RunInput, SessionHandle, UploadFile } from '@sojourn/sdk'
import { lookup } from 'mrmime'
import { UsageError } from './usage-error.ts'

/** Bytes of one file; as base64 it is within what the server takes. */
const mostBytes = 7_500_000

/** Reads files to send along: all of them before anything is sent, so that a wrong name costs nothing. */
export const readFiles = (paths: readonly string[]): Promise<UploadFile[]> =>
  Promise.all(
    paths.map(async (path) => {
      const data = await readFile(path).catch((error: Error) => {
        throw new UsageError(`${path} cannot be read: ${error.message}`)
      })
      if (data.length > mostBytes) throw new UsageError(`${path} is too large: a file may have ${mostBytes} bytes.`)
      return { name: basename(path), mimeType: lookup(path) ?? 'application/octet-stream', data }
    }),
  )

interface Sending {
  session: SessionHandle
  files: readonly UploadFile[]
  signal: AbortSignal
}

/** The input with files, which the session has from then on. */
export const withFiles = async (text: string, { session, files, signal }: Sending): Promise<RunInput> => {
  if (files.length === 0) return { text }
  const blocks: InputBlock[] = [{ type: 'text', text }]
  for (const file of files) blocks.push({ type: 'file', ...(await session.upload(file, { signal })) })
  return { blocks }
}
