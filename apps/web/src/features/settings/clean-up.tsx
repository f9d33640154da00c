'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Select } from '@/components/ui/field.tsx'
import { Age } from '@/components/ui/time.tsx'
import { sayDone, sayError } from '@/components/ui/toast.tsx'
import { formatCount, plural } from '@/format/number.ts'
import { getClient } from '@/wire/client.ts'

const ages = [
  { value: 'P7D', label: '7 days' },
  { value: 'P30D', label: '30 days' },
  { value: 'P90D', label: '90 days' },
  { value: 'P365D', label: 'a year' },
] as const

const cleanUp = (olderThan: string, dryRun: boolean) =>
  getClient().sessions.cleanup.mutate({ olderThan, dryRun, filter: { archived: true, empty: true } })

type Found = Awaited<ReturnType<typeof cleanUp>>

const shownSessions = 100

function DryRun({
  found,
  busy,
  onDelete,
  onClose,
}: {
  found: Found
  busy: boolean
  onDelete: () => void
  onClose: () => void
}) {
  const { sessions, skippedRunning, hasMore } = found
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={sessions.length === 0 ? 'Nothing is that old' : `Delete ${plural(sessions.length, 'session')}`}
      description={sessions.length === 0 ? 'Nothing would be deleted.' : 'With their logs. This cannot be undone.'}
      wide
    >
      <ul className="divide-y divide-border/70 rounded-md border empty:hidden">
        {sessions.slice(0, shownSessions).map((session) => (
          <li key={session.id} className="flex gap-3 px-2.5 py-1.5">
            <span className="min-w-0 flex-1 truncate">{session.title ?? 'Untitled session'}</span>
            <Age at={session.lastActivityAt} className="text-muted-foreground text-xs" />
          </li>
        ))}
      </ul>
      <p className="mt-2 text-muted-foreground text-xs">
        {sessions.length > shownSessions && `And ${formatCount(sessions.length - shownSessions)} more. `}
        {skippedRunning > 0 && `${plural(skippedRunning, 'session')} at work will be left alone. `}
        {hasMore && 'There are still more: the same again takes the next.'}
      </p>
      <DialogActions>
        <Button onClick={onClose}>Keep everything</Button>
        <Button look="danger" busy={busy} disabled={sessions.length === 0} onClick={onDelete}>
          {busy ? 'Deleting…' : 'Delete'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** Deletes what nobody has touched for long, after showing what that is. */
export function CleanUp() {
  const [olderThan, setOlderThan] = useState<string>('P90D')
  const dryRun = useMutation({ mutationFn: () => cleanUp(olderThan, true), onError: sayError })
  const deletion = useMutation({
    mutationFn: () => cleanUp(olderThan, false),
    onError: sayError,
    onSuccess: ({ sessions }) => {
      dryRun.reset()
      void sayDone(`${plural(sessions.length, 'session')} deleted`)
    },
  })
  return (
    <div className="flex items-center gap-2">
      <Select
        aria-label="Untouched for"
        className="w-28!"
        value={olderThan}
        onChange={(event) => setOlderThan(event.target.value)}
      >
        {ages.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Button className="h-8" busy={dryRun.isPending} onClick={() => dryRun.mutate()}>
        Show what would go…
      </Button>
      {dryRun.data && (
        <DryRun
          found={dryRun.data}
          busy={deletion.isPending}
          onDelete={() => deletion.mutate()}
          onClose={dryRun.reset}
        />
      )}
    </div>
  )
}
