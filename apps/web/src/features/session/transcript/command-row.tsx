'use client'

import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import type { RunView } from '@sojourn/contract/transcript'
import { JsonView } from '@/components/ui/json-view.tsx'

/** What a summary says first; the rest is in the inspector. */
const told = ['status', 'state', 'activity', 'blockedOn', 'queueDepth', 'pendingPermissions', 'lastSeq'] as const
const names: Record<(typeof told)[number], string> = {
  status: 'Status',
  state: 'State',
  activity: 'Activity',
  blockedOn: 'Blocked on',
  queueDepth: 'Queued',
  pendingPermissions: 'Waiting for you',
  lastSeq: 'Events',
}

const isSummary = (output: JsonValue): output is JsonObject =>
  typeof output === 'object' && output !== null && !Array.isArray(output) && 'state' in output

function Answer({ output }: { output: JsonValue }) {
  if (!isSummary(output)) return <JsonView data={output} label="Answer" />
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-xs">
      {told.map((name) => {
        const value = output[name]
        return value === null || value === undefined ? null : (
          <div key={name} className="flex gap-1.5">
            <dt className="text-muted-foreground">{names[name]}</dt>
            <dd className="font-medium">{String(value).replaceAll('_', ' ')}</dd>
          </div>
        )
      })}
    </dl>
  )
}

/** A core command and its answer; neither is part of what the model reads. */
export function CommandRow({ run }: { run: RunView }) {
  return (
    <div className="flex flex-col gap-3">
      <div className="self-end rounded-2xl rounded-br-md border bg-muted px-3.5 py-2 font-mono text-xs">{run.text}</div>
      {run.output !== null && (
        <div className="rounded-lg border bg-raised px-3.5 py-2.5">
          <Answer output={run.output} />
        </div>
      )}
    </div>
  )
}
