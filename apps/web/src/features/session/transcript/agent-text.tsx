'use client'

import { later } from '@/components/ui/later.tsx'
import { usePaced } from './use-paced.ts'

/** The text as it was written, of about the same height. */
function PlainText({ text }: { text: string }) {
  return <div className="prose-agent whitespace-pre-wrap">{text}</div>
}

/**
 * The Markdown renderer is a large part of the code and not needed for the list, so it comes by itself, beginning with
 * this module. If the server goes away before it has come, what was said is still there to read.
 */
const Markdown = later(() => import('./markdown.tsx').then((module) => module.Markdown), {
  missing: 'nothing',
  Waiting: PlainText,
})
void Markdown.preload()

/** What an agent says, as Markdown; as plain text until the renderer has come. */
export function AgentText({ text: whole, done }: { text: string; done: boolean }) {
  const paced = usePaced(whole)
  const text = done ? whole : paced
  if (text === '' && !done) {
    return <span className="inline-block h-4 w-1.5 animate-pulse rounded-sm bg-border-strong align-text-bottom" />
  }
  return <Markdown text={text} />
}
