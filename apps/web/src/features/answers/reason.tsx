import { Fragment } from 'react'

/** Why something was asked, in the server's words; what stands in backquotes there is a name. */
export function Reason({ text }: { text: string }) {
  return text.split('`').map((part, at) =>
    at % 2 === 1 ? (
      <code key={at.toString()} className="font-mono">
        {part}
      </code>
    ) : (
      <Fragment key={at.toString()}>{part}</Fragment>
    ),
  )
}
