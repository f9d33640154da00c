import type { ReactNode } from 'react'
import type { ConditionKind } from './session-condition.ts'

/** Shape as well as colour, so that it reads without colours too. */
const shapes: Record<ConditionKind, { tone: string; shape: ReactNode }> = {
  running: {
    tone: 'text-accent-text',
    shape: (
      <>
        <circle cx="8" cy="8" r="5.75" opacity="0.28" />
        <path d="M8 2.25a5.75 5.75 0 0 1 5.75 5.75" className="origin-center animate-turn" />
        <circle cx="8" cy="8" r="2" fill="currentColor" stroke="none" />
      </>
    ),
  },
  stopping: {
    tone: 'text-warning-text',
    shape: (
      <>
        <circle cx="8" cy="8" r="5.75" opacity="0.4" />
        <rect x="5.75" y="5.75" width="4.5" height="4.5" rx="0.75" fill="currentColor" stroke="none" />
      </>
    ),
  },
  needs_you: {
    tone: 'text-warning',
    shape: (
      <>
        <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
        <path d="M8 4.75v3.75M8 11.2v.05" stroke="var(--background)" strokeWidth="1.75" />
      </>
    ),
  },
  waiting: {
    tone: 'text-accent-text',
    shape: (
      <>
        <circle cx="8" cy="8" r="5.75" />
        <path d="M8 5v3.2l2 1.3" />
      </>
    ),
  },
  paused: {
    tone: 'text-muted-foreground',
    shape: (
      <>
        <circle cx="8" cy="8" r="5.75" />
        <path d="M6.6 6v4M9.4 6v4" />
      </>
    ),
  },
  idle: { tone: 'text-subtle-foreground', shape: <circle cx="8" cy="8" r="5.75" /> },
  new: { tone: 'text-subtle-foreground', shape: <circle cx="8" cy="8" r="5.75" strokeDasharray="2 2.1" /> },
  completed: {
    tone: 'text-success-text',
    shape: (
      <>
        <circle cx="8" cy="8" r="5.75" />
        <path d="m5.5 8.1 1.75 1.75 3.25-3.6" />
      </>
    ),
  },
  failed: {
    tone: 'text-danger-text',
    shape: (
      <>
        <circle cx="8" cy="8" r="5.75" />
        <path d="M8 5v3.4M8 10.8v.05" />
      </>
    ),
  },
  crashed: {
    tone: 'text-danger',
    shape: (
      <>
        <circle cx="8" cy="8" r="6.5" fill="currentColor" stroke="none" />
        <path d="m5.9 5.9 4.2 4.2m0-4.2-4.2 4.2" stroke="var(--background)" strokeWidth="1.6" />
      </>
    ),
  },
}

/** The state of a session as a small drawing; its words stand beside it or in `label`. */
export function ConditionIcon({ kind, label }: { kind: ConditionKind; label?: string }) {
  const { tone, shape } = shapes[kind]
  const drawing = {
    viewBox: '0 0 16 16',
    className: `size-4 shrink-0 fill-none stroke-current ${tone}`,
    strokeWidth: 1.5,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
  } as const
  return label ? (
    <svg role="img" aria-label={label} {...drawing}>
      {shape}
    </svg>
  ) : (
    <svg aria-hidden="true" {...drawing}>
      {shape}
    </svg>
  )
}
