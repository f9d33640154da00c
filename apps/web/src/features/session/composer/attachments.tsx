'use client'

import { Paperclip, X } from 'lucide-react'
import { useRef } from 'react'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { say } from '@/components/ui/toast.tsx'
import { formatBytes } from '@/format/number.ts'

/** Bytes of one file that a server takes unless it was told otherwise. */
const maxFileBytes = 16 * 1024 * 1024

/** Files that can be sent; says which ones are too large. */
export const acceptFiles = (files: Iterable<File>): File[] => {
  const [accepted, refused]: [File[], File[]] = [[], []]
  for (const file of files) (file.size <= maxFileBytes ? accepted : refused).push(file)
  for (const file of refused) void say(`${file.name} is too large`, `At most ${formatBytes(maxFileBytes)} a file.`)
  return accepted
}

export function AttachmentList({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  if (files.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pt-2.5">
      {files.map((file) => (
        <li
          key={`${file.name}${file.lastModified}`}
          className="flex h-6 items-center gap-1 rounded-md border bg-muted pl-2 text-xs"
        >
          {file.name}
          <span className="text-muted-foreground">{formatBytes(file.size)}</span>
          <IconButton label={`Remove ${file.name}`} size="iconSm" onClick={() => onRemove(file)}>
            <X className="size-3" aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(acceptFiles(event.target.files ?? []))
          event.target.value = ''
        }}
      />
      <IconButton label="Attach files" onClick={() => input.current?.click()}>
        <Paperclip className="size-4" aria-hidden />
      </IconButton>
    </>
  )
}
