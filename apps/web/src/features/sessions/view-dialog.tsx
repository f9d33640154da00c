'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { Field, Input } from '@/components/ui/field.tsx'
import { renameView, savedViews, saveView, type ViewFilter } from './saved-views.ts'
import type { ViewDialogState } from './view-menu.tsx'

/** Asks for the name of a view. One of that name would be replaced, and that is said. */
export function ViewDialog({
  dialog,
  filter,
  onClose,
  onNamed,
}: {
  dialog: ViewDialogState
  filter: ViewFilter
  onClose: () => void
  onNamed: (name: string) => void
}) {
  const [name, setName] = useState(dialog.kind === 'rename' ? dialog.name : '')
  const wanted = name.trim()
  const taken =
    wanted !== (dialog.kind === 'rename' && dialog.name) && savedViews.get().some((view) => view.name === wanted)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (dialog.kind === 'rename') renameView(dialog.name, wanted)
    else saveView({ name: wanted, filter })
    onNamed(wanted)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={dialog.kind === 'rename' ? 'Rename the view' : 'Save this filter as a view'}
    >
      <form onSubmit={submit}>
        <Field label="Name" hint={taken ? 'There is a view of that name: it is replaced.' : 'Kept in this browser.'}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!wanted}>
            {dialog.kind === 'rename' ? 'Rename' : 'Save view'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
