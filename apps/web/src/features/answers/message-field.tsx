'use client'

import { Field, Textarea } from '@/components/ui/field.tsx'

/** Words that go along with a refusal. Enter sends, ⇧ Enter makes a line. */
export function MessageField({
  label,
  message,
  onMessage,
  onSend,
  onBack,
}: {
  label: string
  message: string
  onMessage: (message: string) => void
  onSend: () => void
  /** Escape, where no dialog takes it. */
  onBack?: () => void
}) {
  return (
    <Field label={label} optional>
      {(control) => (
        <Textarea
          {...control}
          autoFocus
          rows={2}
          maxLength={2000}
          value={message}
          onChange={(event) => onMessage(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onBack?.()
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            onSend()
          }}
        />
      )}
    </Field>
  )
}
