'use client'

import type { JsonValue } from '@sojourn/contract/json'
import { FileCode } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { FileDiff } from '@/features/tools/file-diff.tsx'
import { type ResultImage, type ResultLocation, resultParts } from '@/features/tools/result-parts.ts'
import { TerminalText } from '@/features/tools/terminal-text.tsx'
import { formatBytes } from '@/format/number.ts'

const shownCharacters = 4_000

/** Text of any length: the end of it, in a box that keeps to its bottom while it grows. */
function TextOutput({ text, live }: { text: string; live: boolean }) {
  const box = useRef<HTMLElement>(null)
  const [whole, setWhole] = useState(false)
  const cut = !whole && text.length > shownCharacters
  useLayoutEffect(() => {
    if (live && text && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [text, live])
  return (
    <div className="overflow-hidden rounded-md border">
      {cut && (
        <div className="flex items-center justify-between border-b bg-muted px-2.5 py-0.5 text-muted-foreground text-xs">
          The last {formatBytes(shownCharacters)} of {formatBytes(text.length)}
          <Button size="sm" look="ghost" onClick={() => setWhole(true)}>
            Show all
          </Button>
        </div>
      )}
      <ScrollRegion
        role="group"
        label="Output"
        ref={box}
        className={`overflow-auto whitespace-pre-wrap px-2.5 py-1.5 font-mono text-xs leading-5 [overflow-wrap:anywhere] ${whole ? 'max-h-[70vh]' : 'max-h-64'}`}
      >
        <TerminalText text={cut ? text.slice(-shownCharacters) : text} />
      </ScrollRegion>
    </div>
  )
}

function Images({ images }: { images: readonly ResultImage[] }) {
  return images.map(({ mimeType, data }, at) => (
    <img
      key={at.toString()}
      src={`data:${mimeType};base64,${data}`}
      alt={`Result ${at + 1}`}
      className="max-h-96 max-w-full rounded-md border object-contain"
    />
  ))
}

function Locations({ locations }: { locations: readonly ResultLocation[] }) {
  if (locations.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-1.5">
      {locations.map(({ path, line }, at) => (
        <li key={at.toString()} className="flex items-center gap-1 rounded border bg-muted px-1.5 font-mono text-xs">
          <FileCode className="size-3 text-muted-foreground" aria-hidden />
          {path}
          {line !== null && <span className="text-muted-foreground">:{line}</span>}
        </li>
      ))}
    </ul>
  )
}

function Result({ result, output }: { result: JsonValue; output: string }) {
  const { text, images, diffs, locations } = resultParts(result)
  const shown = text ?? (output || null)
  const isShown = shown !== null || images.length > 0 || diffs.length > 0
  return (
    <>
      <Locations locations={locations} />
      {diffs.map((diff, at) => (
        <FileDiff key={at.toString()} {...diff} />
      ))}
      <Images images={images} />
      {shown !== null && <TextOutput text={shown} live={false} />}
      {!isShown && (
        <div className="max-h-72 overflow-auto rounded-md border px-2.5 py-1.5">
          <JsonView data={result} label="Result" />
        </div>
      )}
    </>
  )
}

/** What a tool gave back: its text, pictures and changes if it has any, else JSON; while it runs, what it has said so far. */
export function ToolOutput({
  output,
  result,
  running,
}: {
  output: string
  result: JsonValue | null
  running: boolean
}) {
  if (result !== null) return <Result result={result} output={output} />
  return output ? <TextOutput text={output} live={running} /> : null
}
