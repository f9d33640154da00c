'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import { focusOnMount, useFocusBack } from '@/keyboard/focus.ts'
import { getClient } from '@/wire/client.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'

type Change = { kind: 'add' | 'remove'; name: string }

/** How a change of one kind of names reaches the server. */
export type SaveName = (session: SessionDetail, change: Change) => Promise<unknown>

export const saveTag: SaveName = ({ id: sessionId }, { kind, name: tag }) => {
  const { sessions } = getClient()
  return kind === 'add' ? sessions.tag.mutate({ sessionId, tag }) : sessions.untag.mutate({ sessionId, tag })
}

export const saveLabel: SaveName = ({ id: sessionId, labels, version }, { kind, name }) => {
  const next = kind === 'add' ? [...new Set([...labels, name])] : labels.filter((label) => label !== name)
  return getClient().sessions.update.mutate({ sessionId, labels: next, ifVersion: version })
}

function AddName({ what, onAdd }: { what: string; onAdd: (name: string) => void }) {
  const [text, setText] = useState<string | null>(null)
  const opener = useFocusBack(text !== null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text?.trim()) onAdd(text.trim())
    setText(null)
  }
  if (text === null) {
    return (
      <button
        ref={opener}
        type="button"
        aria-label={`Add a ${what}`}
        onClick={() => setText('')}
        className="flex size-6 items-center justify-center rounded-md text-subtle-foreground hover:bg-hover hover:text-foreground"
      >
        <Plus className="size-3.5" aria-hidden />
      </button>
    )
  }
  return (
    <form onSubmit={submit}>
      <input
        ref={focusOnMount}
        aria-label={`New ${what}`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={submit}
        onKeyDown={(event) => event.key === 'Escape' && setText(null)}
        className="h-6 w-28 rounded-md border bg-background px-1.5 text-xs"
      />
    </form>
  )
}

/** Tags or labels as chips: take one off, add one. */
export function NamesEditor({
  session,
  what,
  names,
  save,
}: {
  session: SessionDetail
  what: string
  names: readonly string[]
  save: SaveName
}) {
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (next: Change) => save(session, next),
    onError: sayError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessionDetail(session.id) }),
  })
  return (
    <span className={`flex flex-wrap items-center gap-1 ${names.length === 0 ? '-ml-1.5' : ''}`}>
      {names.map((name) => (
        <span key={name} className="flex h-6 max-w-full items-center rounded-md border bg-muted pl-1.5 text-xs">
          <span className="truncate">{name}</span>
          <button
            type="button"
            aria-label={`Remove the ${what} ${name}`}
            onClick={() => change.mutate({ kind: 'remove', name })}
            className="flex size-6 shrink-0 items-center justify-center rounded-md text-subtle-foreground hover:text-foreground"
          >
            <X className="size-3" aria-hidden />
          </button>
        </span>
      ))}
      <AddName what={what} onAdd={(name) => change.mutate({ kind: 'add', name })} />
    </span>
  )
}
