'use client'

import { AlertTriangle } from 'lucide-react'
import { messageOf } from '@/wire/error-message.ts'
import { Button } from './button.tsx'

/** What went wrong, in the server's words, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, advice } = messageOf(error)
  return (
    <div role="alert" className="mx-auto flex max-w-sm flex-col items-center px-6 py-16 text-center">
      <div className="mb-3 flex size-10 items-center justify-center rounded-xl border border-danger-line bg-danger-soft text-danger-text">
        <AlertTriangle className="size-5" aria-hidden />
      </div>
      <h2 className="font-medium text-base">{title}</h2>
      <p className="mt-1 text-muted-foreground">{detail}</p>
      {advice && <p className="mt-1 text-muted-foreground">{advice}</p>}
      {onRetry && (
        <Button className="mt-4" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
