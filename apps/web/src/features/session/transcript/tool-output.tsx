'use client'

import type { JsonValue } from '@sojourn/contract/json'
import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
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
        label="Output"
        ref={box}
        className={`overflow-auto whitespace-pre-wrap px-2.5 py-1.5 font-mono text-xs leading-5 [overflow-wrap:anywhere] ${whole ? 'max-h-[70vh]' : 'max-h-64'}`}
      >
        {cut ? text.slice(-shownCharacters) : text}
      </ScrollRegion>
    </div>
  )
}

const textOf = (result: JsonValue): string | null => {
  if (typeof result === 'string') return result
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null
  for (const name of ['output', 'stdout', 'text', 'content']) {
    const value = result[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

/** What a tool gave back: its text if it has one, else JSON; while it runs, what it has said so far. */
export function ToolOutput({
  output,
  result,
  running,
}: {
  output: string
  result: JsonValue | null
  running: boolean
}) {
  if (result === null) return output ? <TextOutput text={output} live={running} /> : null
  const text = textOf(result) ?? (output || null)
  if (text !== null) return <TextOutput text={text} live={false} />
  return (
    <div className="max-h-72 overflow-auto rounded-md border px-2.5 py-1.5">
      <JsonView data={result} label="Result" />
    </div>
  )
}
