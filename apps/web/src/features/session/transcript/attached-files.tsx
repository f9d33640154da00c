'use client'

import type { Attachment } from '@sojourn/contract/attachment'
import { Paperclip } from 'lucide-react'
import { formatBytes } from '@/format/number.ts'
import { useSessionContext } from '../session-context.ts'
import { isPicture } from './is-picture.ts'

const base64Share = 3 / 4

const sizeOf = (file: Attachment): number => ('data' in file ? Math.floor(file.data.length * base64Share) : file.size)

/** Where the browser gets a file: its log-in goes along. Events of earlier versions hold the file themselves. */
const addressOf = (sessionId: string, file: Attachment): string =>
  'data' in file
    ? `data:${file.mimeType};base64,${file.data}`
    : `/api/v1/sessions/${encodeURIComponent(sessionId)}/attachments/${file.id}`

function Picture({ file, address }: { file: Attachment; address: string }) {
  const name = file.name ?? 'Picture'
  return (
    <a
      href={address}
      download={file.name ?? ''}
      title={`${name}, ${formatBytes(sizeOf(file))}`}
      className="block overflow-hidden rounded-md border bg-background"
    >
      <img src={address} alt={name} loading="lazy" className="h-32 min-w-16 max-w-60 object-contain" />
    </a>
  )
}

function File({ file, address }: { file: Attachment; address: string }) {
  return (
    <a
      href={address}
      download={file.name ?? ''}
      className="flex min-h-6 items-center gap-1.5 rounded-md border bg-background px-2 py-0.5 text-xs hover:bg-muted"
    >
      <Paperclip className="size-3 text-muted-foreground" aria-hidden />
      {file.name ?? file.mimeType}
      <span className="text-subtle-foreground">{formatBytes(sizeOf(file))}</span>
    </a>
  )
}

/** Files of a message: pictures are shown, and each can be taken away. */
export function AttachedFiles({ files }: { files: readonly Attachment[] }) {
  const { sessionId } = useSessionContext()
  if (files.length === 0) return null
  return (
    <ul className="mt-2 flex flex-wrap gap-1.5">
      {files.map((file, at) => {
        const address = addressOf(sessionId, file)
        return (
          <li key={at.toString()}>
            {isPicture(file) ? <Picture file={file} address={address} /> : <File file={file} address={address} />}
          </li>
        )
      })}
    </ul>
  )
}
