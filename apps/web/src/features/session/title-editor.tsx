'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import { focusOnMount, useFocusBack } from '@/keyboard/focus.ts'
import { getClient } from '@/wire/client.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'

const shape = 'h-7 min-w-0 rounded-md px-1.5 font-semibold text-sm'

/** The title; a click makes it a field. Emptied, the session goes back to its first message as title. */
export function TitleEditor({ session }: { session: SessionDetail }) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState<string | null>(null)
  const opener = useFocusBack(draft !== null)
  const rename = useMutation({
    mutationFn: (title: string) =>
      getClient().sessions.update.mutate({ sessionId: session.id, title: title.trim() || null }),
    onError: sayError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessionDetail(session.id) }),
  })
  const save = () => {
    if (draft !== null && draft.trim() !== (session.title ?? '')) rename.mutate(draft)
    setDraft(null)
  }
  return (
    <h1 className={`flex min-w-0 ${draft === null ? '' : 'flex-1'}`}>
      {draft === null ? (
        <button
          ref={opener}
          type="button"
          title="Rename"
          onClick={() => setDraft(session.title ?? '')}
          className={`${shape} truncate text-left hover:bg-hover ${session.title ? '' : 'text-muted-foreground'}`}
        >
          {session.title ?? 'Untitled session'}
        </button>
      ) : (
        <input
          ref={focusOnMount}
          aria-label="Title"
          maxLength={500}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={save}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setDraft(null)
            if (event.key !== 'Enter') return
            // Else the button that gets the focus back is pressed with the same Enter.
            event.preventDefault()
            save()
          }}
          className={`${shape} flex-1 border bg-background`}
        />
      )}
    </h1>
  )
}
