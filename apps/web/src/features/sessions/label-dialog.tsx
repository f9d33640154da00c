'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Input } from '@/components/ui/field.tsx'
import { plural } from '@/format/number.ts'

/** How many of the sessions have each label, those that some have first. */
const countLabels = (sessions: readonly SessionSummary[]): [string, number][] => {
  const counts = new Map<string, number>()
  for (const session of sessions) for (const label of session.labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => one.localeCompare(other))
}

function LabelBox({
  label,
  count,
  of,
  change,
  onChange,
}: {
  label: string
  count: number
  of: number
  change: boolean | undefined
  onChange: (on: boolean | undefined) => void
}) {
  const checked = change ?? count === of
  const mixed = change === undefined && count > 0 && count < of
  return (
    <label className="flex h-8 items-center gap-2.5 rounded-md px-2 hover:bg-hover">
      <input
        type="checkbox"
        checked={checked}
        ref={(box) => {
          if (box) box.indeterminate = mixed
        }}
        onChange={() => onChange(!checked)}
        className="size-3.5 accent-accent"
      />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="text-muted-foreground text-xs tabular-nums">
        {change === undefined ? `${count} of ${of}` : change ? 'put on all' : 'taken off all'}
      </span>
    </label>
  )
}

/** Which labels to put on or take off; what comes of it is shown before it happens. */
export function LabelDialog({
  sessions,
  onOpenChange,
  onChosen,
}: {
  sessions: readonly SessionSummary[]
  onOpenChange: (open: boolean) => void
  onChosen: (changes: ReadonlyMap<string, boolean>) => void
}) {
  const [changes, setChanges] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [text, setText] = useState('')
  const change = (label: string, on: boolean | undefined) =>
    setChanges((before) => {
      const next = new Map(before)
      if (on === undefined) next.delete(label)
      else next.set(label, on)
      return next
    })
  const known = countLabels(sessions)
  const fresh = [...changes.keys()].filter((label) => !known.some(([name]) => name === label))
  const add = (event: FormEvent) => {
    event.preventDefault()
    for (const label of text.split(',').map((word) => word.trim())) if (label) change(label, true)
    setText('')
  }
  return (
    <Dialog open onOpenChange={onOpenChange} title={`Labels of ${plural(sessions.length, 'session')}`}>
      <form onSubmit={add} className="flex items-end gap-2">
        <div className="flex-1">
          <Field label="Add a label">
            {(control) => (
              <Input
                {...control}
                autoFocus
                maxLength={100}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        </div>
        <Button type="submit" disabled={!text.trim()} className="h-8">
          Add
        </Button>
      </form>
      <div className="mt-3 max-h-64 overflow-y-auto">
        {[...known, ...fresh.map((label): [string, number] => [label, 0])].map(([label, count]) => (
          <LabelBox
            key={label}
            label={label}
            count={count}
            of={sessions.length}
            change={changes.get(label)}
            onChange={(on) => change(label, on)}
          />
        ))}
      </div>
      <DialogActions>
        <Button onClick={() => onOpenChange(false)}>Leave them as they are</Button>
        <Button look="primary" disabled={changes.size === 0} onClick={() => onChosen(changes)}>
          Show what will happen
        </Button>
      </DialogActions>
    </Dialog>
  )
}
