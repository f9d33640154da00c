'use client'

import { lazy, Suspense } from 'react'
import { usePaced } from './use-paced.ts'

/** The Markdown renderer is a large part of the code and not needed for the list, so it comes by itself. */
const Markdown = lazy(() => import('./markdown.tsx').then((module) => ({ default: module.Markdown })))

/** What an agent says, as Markdown; as plain text of about the same height until the renderer has come. */
export function AgentText({ text: whole, done }: { text: string; done: boolean }) {
  const paced = usePaced(whole)
  const text = done ? whole : paced
  if (text === '' && !done) {
    return <span className="inline-block h-4 w-1.5 animate-pulse rounded-sm bg-border-strong align-text-bottom" />
  }
  return (
    <Suspense fallback={<div className="prose-agent whitespace-pre-wrap">{text}</div>}>
      <Markdown text={text} />
    </Suspense>
  )
}
