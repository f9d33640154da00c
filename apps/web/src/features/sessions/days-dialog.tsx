'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Input } from '@/components/ui/field.tsx'

/** Asks for two days; either may stay open. */
export function DaysDialog({
  title,
  span,
  onClose,
  onChosen,
}: {
  title: string
  /** What is set now: `2026-01-01..2026-01-31`. */
  span: string | null
  onClose: () => void
  onChosen: (span: string) => void
}) {
  const [from = '', to = ''] = span?.includes('..') ? span.split('..') : []
  const [days, setDays] = useState({ from, to })
  const backwards = days.from !== '' && days.to !== '' && days.from > days.to
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChosen(`${days.from}..${days.to}`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form onSubmit={submit}>
        <div className="grid grid-cols-2 gap-3">
          <Field label="From">
            {(control) => (
              <Input
                {...control}
                type="date"
                value={days.from}
                onChange={(event) => setDays({ ...days, from: event.target.value })}
              />
            )}
          </Field>
          <Field label="To, that day included" error={backwards ? 'This is before the first day.' : undefined}>
            {(control) => (
              <Input
                {...control}
                type="date"
                value={days.to}
                onChange={(event) => setDays({ ...days, to: event.target.value })}
              />
            )}
          </Field>
        </div>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={backwards || (!days.from && !days.to)}>
            Show these
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
