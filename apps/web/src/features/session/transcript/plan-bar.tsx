'use client'

import type { PlanStep } from '@sojourn/contract/event'
import { Check, ChevronDown, Circle, CircleDot, ListChecks, X } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'

const marks: Record<NonNullable<PlanStep['status']>, { icon: ReactNode; word: string }> = {
  pending: { icon: <Circle className="size-3.5 text-subtle-foreground" aria-hidden />, word: 'to do' },
  in_progress: { icon: <CircleDot className="size-3.5 text-accent-text" aria-hidden />, word: 'in progress' },
  completed: { icon: <Check className="size-3.5 text-success-text" aria-hidden />, word: 'done' },
  failed: { icon: <X className="size-3.5 text-danger-text" aria-hidden />, word: 'failed' },
}

function Step({ step }: { step: PlanStep }) {
  const { icon, word } = marks[step.status ?? 'pending']
  return (
    <li className="flex items-start gap-2.5 py-1">
      <span className="mt-[3px] shrink-0">{icon}</span>
      <span className={step.status === 'completed' ? 'text-muted-foreground' : ''}>
        {step.title}
        <span className="sr-only">, {word}</span>
        {step.description && <span className="block text-muted-foreground text-xs">{step.description}</span>}
      </span>
    </li>
  )
}

/** Of the closed bar, pixels. */
export const planBarHeight = 37

/** The plan, over the top of the transcript so that it moves nothing: one line, or all steps. */
export function PlanBar({ plan }: { plan: readonly PlanStep[] }) {
  const [open, setOpen] = useState(false)
  const list = useId()
  const done = plan.filter((step) => step.status === 'completed').length
  const current = plan.find((step) => step.status === 'in_progress') ?? plan.find((step) => step.status !== 'completed')
  return (
    <section aria-label="Plan" className="absolute inset-x-0 top-0 z-10 border-b bg-background">
      <div className="mx-auto max-w-3xl px-4">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={list}
          onClick={() => setOpen(!open)}
          className="flex h-9 w-full items-center gap-2 rounded-md text-left text-xs"
        >
          <ListChecks className="size-3.5 text-muted-foreground" aria-hidden />
          <span className="font-medium">Plan</span>
          <span className="text-muted-foreground tabular-nums">
            {done}/{plan.length}
          </span>
          <span className="min-w-0 flex-1 truncate text-muted-foreground">{current?.title ?? 'All steps done'}</span>
          <span aria-hidden className="flex gap-0.5">
            {plan.slice(0, 12).map((step, at) => (
              <span
                key={at.toString()}
                className={`h-1 w-3 rounded-full ${step.status === 'completed' ? 'bg-success' : step.status === 'in_progress' ? 'bg-accent' : step.status === 'failed' ? 'bg-danger' : 'bg-border-strong'}`}
              />
            ))}
          </span>
          <ChevronDown
            className={`size-3.5 text-subtle-foreground transition-transform ${open ? 'rotate-180' : ''}`}
            aria-hidden
          />
        </button>
        <ol id={list} hidden={!open} className="max-h-[50vh] overflow-y-auto pb-2.5">
          {plan.map((step, at) => (
            <Step key={at.toString()} step={step} />
          ))}
        </ol>
      </div>
    </section>
  )
}
