'use client'

import { Search } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { SessionFilterState } from './use-session-filter.ts'

/** So long nobody typed (ms): then the list is asked for. */
const typingMs = 200

/** Finds sessions by their words. What was typed goes into the address when the typing stops. */
export function SearchField({
  values,
  change,
  inputRef,
}: SessionFilterState & { inputRef: RefObject<HTMLInputElement | null> }) {
  const inAddress = values.text ?? ''
  const [text, setText] = useState(inAddress)
  const [known, setKnown] = useState(inAddress)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Whoever changes the address otherwise (a view, “Clear”) changes what stands here.
  if (known !== inAddress) {
    setKnown(inAddress)
    if (inAddress !== text.trim()) setText(inAddress)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const update = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ text: next.trim() || null }), typingMs)
  }
  return (
    <div className="relative min-w-0 flex-1 max-sm:order-2 sm:max-w-64">
      <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-subtle-foreground" aria-hidden />
      <input
        ref={inputRef}
        type="search"
        aria-label="Search sessions"
        placeholder="Search sessions"
        maxLength={200}
        value={text}
        onChange={(event) => update(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        className="h-7 w-full rounded-md border border-border-strong/70 bg-background pr-2 pl-8 text-sm hover:border-border-strong"
      />
    </div>
  )
}
