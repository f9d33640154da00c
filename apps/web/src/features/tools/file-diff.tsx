import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { type DiffLine, lineDiff } from './line-diff.ts'

const lineLooks: Record<DiffLine['kind'], { look: string; sign: string; word: string; tone: string }> = {
  same: { look: '', sign: ' ', word: '', tone: '' },
  removed: { look: 'bg-danger-soft', sign: '−', word: 'removed', tone: 'text-danger-text' },
  added: { look: 'bg-success-soft', sign: '+', word: 'added', tone: 'text-success-text' },
}

const count = (lines: readonly DiffLine[], kind: DiffLine['kind']): number =>
  lines.filter((line) => line.kind === kind).length

/** What a file was and becomes, line by line. */
export function FileDiff({ path, before, after }: { path: string; before: string; after: string }) {
  const lines = lineDiff(before, after)
  return (
    <figure className="overflow-hidden rounded-md border">
      <figcaption className="flex gap-2 border-b bg-muted px-2.5 py-1 font-mono text-muted-foreground text-xs">
        <span className="min-w-0 flex-1 truncate" title={path}>
          {path}
        </span>
        <span className="text-success-text">+{count(lines, 'added')}</span>
        <span className="text-danger-text">−{count(lines, 'removed')}</span>
      </figcaption>
      <ScrollRegion role="group" label="Change" className="max-h-72 overflow-auto py-1 font-mono text-xs leading-5">
        {lines.map((line, at) => {
          const { look, sign, word, tone } = lineLooks[line.kind]
          return (
            <div key={at.toString()} className={`flex px-2.5 ${look}`}>
              <span aria-hidden className={`w-4 shrink-0 select-none ${tone}`}>
                {sign}
              </span>
              {word && <span className="sr-only">{word}: </span>}
              <span className="whitespace-pre-wrap break-words [overflow-wrap:anywhere]">{line.text}</span>
            </div>
          )
        })}
      </ScrollRegion>
    </figure>
  )
}
