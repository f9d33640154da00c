'use client'

import type { BlockItem } from '@sojourn/contract/transcript'
import { Brain, ChevronRight, CircleAlert, CornerDownRight, Info } from 'lucide-react'
import { useState } from 'react'
import { plural } from '@/format/number.ts'
import { AgentText } from './agent-text.tsx'
import { AttachedFiles } from './attached-files.tsx'

/** Beyond this a message is folded: it would push what it led to out of view. */
const longText = { characters: 900, lines: 14 }

/** What a folded message needs to fill its lines: the rest would be laid out for nothing. */
const foldedCharacters = 2_000

const isLong = (text: string): boolean =>
  text.length > longText.characters || text.split('\n', longText.lines + 1).length > longText.lines

function UserMessage({ item }: { item: BlockItem }) {
  const [whole, setWhole] = useState(false)
  const folded = !whole && isLong(item.text)
  return (
    <div className="flex justify-end">
      <div className="max-w-[85%] whitespace-pre-wrap break-words rounded-2xl rounded-br-md border bg-muted px-3.5 py-2 text-base [overflow-wrap:anywhere]">
        <span className="sr-only">You: </span>
        <div className={folded ? 'line-clamp-6' : ''}>{folded ? item.text.slice(0, foldedCharacters) : item.text}</div>
        {isLong(item.text) && (
          <button
            type="button"
            aria-expanded={whole}
            onClick={() => setWhole(!whole)}
            className="mt-1 min-h-6 rounded text-muted-foreground text-xs hover:text-foreground"
          >
            {folded ? 'Show all' : 'Show less'}
          </button>
        )}
        <AttachedFiles files={item.attachments} />
      </div>
    </div>
  )
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.slice(0, 160) ?? ''

function Thinking({ item }: { item: BlockItem }) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-7 max-w-full items-center gap-2 rounded-md pr-2 text-left text-muted-foreground text-sm hover:text-foreground"
      >
        <Brain className="size-4 shrink-0" aria-hidden />
        <span className="shrink-0">{item.done ? 'Thought' : 'Thinking…'}</span>
        {!open && <span className="truncate text-subtle-foreground">{lastLine(item.text)}</span>}
        <ChevronRight className={`size-3.5 shrink-0 transition-transform ${open ? 'rotate-90' : ''}`} aria-hidden />
      </button>
      {open && (
        <p className="mt-1 ml-2 whitespace-pre-wrap border-l pl-4 text-muted-foreground [overflow-wrap:anywhere]">
          {item.text}
        </p>
      )}
    </div>
  )
}

function Aside({ item }: { item: BlockItem }) {
  const isError = item.kind === 'error'
  return (
    <p
      className={`flex items-start gap-2 whitespace-pre-wrap rounded-md border px-3 py-2 [overflow-wrap:anywhere] ${isError ? 'border-danger-line bg-danger-soft text-danger-text' : 'bg-muted text-muted-foreground'}`}
    >
      {isError ? (
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      ) : (
        <Info className="mt-0.5 size-4 shrink-0" aria-hidden />
      )}
      {item.text}
    </p>
  )
}

/** What a subagent did, folded: a line while it works, and all of it when opened. */
function Subagent({ item, nested }: { item: BlockItem; nested: readonly BlockItem[] }) {
  const [open, setOpen] = useState(false)
  const last = nested.at(-1)
  return (
    <section aria-label={item.title ?? 'Subagent'} className="overflow-hidden rounded-lg border bg-raised">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full items-center gap-2 px-3 py-1.5 text-left hover:bg-muted"
      >
        <CornerDownRight className="size-4 shrink-0 text-muted-foreground" aria-hidden />
        <span className="shrink-0 font-medium text-xs">{item.title ?? 'Subagent'}</span>
        <span className="min-w-0 flex-1 truncate text-muted-foreground text-xs">
          {!open && lastLine(item.text || last?.text || '')}
        </span>
        <span className="shrink-0 text-muted-foreground text-xs tabular-nums">
          {item.done ? plural(nested.length + 1, 'block') : 'Working…'}
        </span>
        <ChevronRight className={`size-3.5 shrink-0 transition-transform ${open ? 'rotate-90' : ''}`} aria-hidden />
      </button>
      {open && (
        <div className="flex flex-col gap-3 border-t border-l-2 border-l-accent-line px-3.5 py-2.5">
          {nested.map((block) => (
            <BlockRow key={block.blockId} item={block} nested={[]} />
          ))}
          <AgentText text={item.text} done={item.done} />
        </div>
      )}
    </section>
  )
}

/** A block of text: who wrote it decides how it looks. */
export function BlockRow({ item, nested }: { item: BlockItem; nested: readonly BlockItem[] }) {
  switch (item.kind) {
    case 'user_message':
      return <UserMessage item={item} />
    case 'thinking':
      return <Thinking item={item} />
    case 'assistant_text':
      return (
        <>
          <AgentText text={item.text} done={item.done} />
          <AttachedFiles files={item.attachments} />
          {item.interrupted && <p className="mt-1 text-subtle-foreground text-xs">Broke off here.</p>}
        </>
      )
    case 'subagent':
      return <Subagent item={item} nested={nested} />
    default:
      return <Aside item={item} />
  }
}
