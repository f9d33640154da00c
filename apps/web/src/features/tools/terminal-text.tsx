import { ansiText, type StyledText } from './ansi-text.ts'

/** The sixteen colours by the console's own, which are readable in light and dark. */
const tones = [
  'text-subtle-foreground',
  'text-danger-text',
  'text-success-text',
  'text-warning-text',
  'text-accent-text',
  'text-json-literal',
  'text-json-number',
  'text-muted-foreground',
]

const lookOf = ({ colour, bold, dim, underline }: StyledText): string =>
  [
    colour !== null && tones[colour % tones.length],
    bold && 'font-semibold',
    dim && 'opacity-70',
    underline && 'underline',
  ]
    .filter(Boolean)
    .join(' ')

/** Terminal output with its colours. It is only ever text: nothing in it becomes markup. */
export function TerminalText({ text }: { text: string }) {
  if (!text.includes('\u001b') && !text.includes('\r')) return text
  return ansiText(text).map((part, at) => (
    <span key={at.toString()} className={lookOf(part)}>
      {part.text}
    </span>
  ))
}
