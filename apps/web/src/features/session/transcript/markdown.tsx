'use client'

import { memo } from 'react'
import { type Components, Streamdown } from 'streamdown'

/** Plain elements, styled in one place (`.prose-agent`); nothing is loaded from another origin. */
const components: Components = {
  h1: 'h1',
  h2: 'h2',
  h3: 'h3',
  h4: 'h4',
  h5: 'h4',
  h6: 'h4',
  p: 'p',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  hr: 'hr',
  strong: 'strong',
  blockquote: 'blockquote',
  sup: 'sup',
  sub: 'sub',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  th: 'th',
  td: 'td',
  code: 'code',
  inlineCode: ({ node: _, ...props }) => <code {...props} />,
  pre: ({ node: _, ...props }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <pre tabIndex={0} {...props} />
  ),
  table: ({ node: _, ...props }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="table-scroll" tabIndex={0}>
      <table {...props} />
    </div>
  ),
  a: ({ node: _, children, href }) => (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ),
  img: ({ alt, src }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noopener noreferrer">
      {alt || 'Image'}
    </a>
  ),
}

/** Markdown that may still be growing: what is not closed yet is shown as if it were. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <Streamdown className="prose-agent" components={components}>
      {text}
    </Streamdown>
  )
})
