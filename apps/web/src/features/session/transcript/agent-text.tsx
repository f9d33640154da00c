'use client'

import dynamic from 'next/dynamic'

/** The Markdown renderer is a large part of the code and not needed for the list, so it comes by itself. */
const Markdown = dynamic(() => import('./markdown.tsx').then((module) => module.Markdown), { ssr: false })

export function AgentText({ text, done }: { text: string; done: boolean }) {
  if (text === '' && !done) {
    return <span className="inline-block h-4 w-1.5 animate-pulse rounded-sm bg-border-strong align-text-bottom" />
  }
  return <Markdown text={text} />
}
