'use client'

import type { JsonValue } from '@sojourn/contract/json'
import { JsonView } from '@/components/ui/json-view.tsx'
import { ScrollRegion } from '@/components/ui/scroll-region.tsx'
import { type DiffLine, lineDiff } from './line-diff.ts'
import { shapeOf } from './tool-input.ts'

const lineLooks: Record<DiffLine['kind'], { look: string; sign: string; word: string; tone: string }> = {
  same: { look: '', sign: ' ', word: '', tone: '' },
  removed: { look: 'bg-danger-soft', sign: '−', word: 'removed', tone: 'text-danger-text' },
  added: { look: 'bg-success-soft', sign: '+', word: 'added', tone: 'text-success-text' },
}

function Diff({ path, before, after }: { path: string; before: string; after: string }) {
  return (
    <figure className="overflow-hidden rounded-md border">
      <figcaption className="border-b bg-muted px-2.5 py-1 font-mono text-muted-foreground text-xs">{path}</figcaption>
      <ScrollRegion label="Change" className="max-h-72 overflow-auto py-1 font-mono text-xs leading-5">
        {lineDiff(before, after).map((line, at) => {
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

/** What a tool was called with: a command, a change of a file, or JSON. */
export function ToolInputView({ toolInput }: { toolInput: JsonValue }) {
  const shape = shapeOf(toolInput)
  if (shape.kind === 'command') {
    return (
      <pre className="overflow-x-auto rounded-md border bg-muted px-2.5 py-1.5 font-mono text-xs leading-5">
        <span aria-hidden className="select-none text-subtle-foreground">
          ${' '}
        </span>
        {shape.command}
      </pre>
    )
  }
  if (shape.kind === 'edit') return <Diff path={shape.path} before={shape.before} after={shape.after} />
  return (
    <div className="overflow-x-auto rounded-md border bg-muted px-2.5 py-1.5">
      <JsonView data={toolInput} label="Input" />
    </div>
  )
}
