'use client'

import type { JsonValue } from '@sojourn/contract/json'
import { JsonView } from '@/components/ui/json-view.tsx'
import { FileDiff } from './file-diff.tsx'
import { shapeOf } from './tool-input.ts'

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
  if (shape.kind === 'edit') return <FileDiff path={shape.path} before={shape.before} after={shape.after} />
  return (
    <div className="overflow-x-auto rounded-md border bg-muted px-2.5 py-1.5">
      <JsonView data={toolInput} label="Input" />
    </div>
  )
}
