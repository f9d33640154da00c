'use client'

import type { JsonObject } from '@sojourn/contract/json'
import type { OutlineEntry } from '@sojourn/contract/outline'
import type { SessionState } from '@sojourn/contract/session'
import { useSyncExternalStore } from 'react'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { conditionOf } from '@/features/sessions/session-condition.ts'
import { formatCount } from '@/format/number.ts'
import { formatMoment } from '@/format/time.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import type { SessionLog } from '@/wire/session-log.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'
import { ContextEditor } from './context-editor.tsx'
import { Fact, InspectorSection } from './inspector-section.tsx'
import { Lineage } from './lineage.tsx'
import { Metrics } from './metrics.tsx'
import { NamesEditor, saveLabel, saveTag } from './names-editor.tsx'
import { StatePicture } from './state-picture.tsx'
import { WhyWaiting } from './why-waiting.tsx'

const lastTransition = (log: SessionLog): { from: SessionState; to: SessionState } | null => {
  const event = log.get().events.findLast((candidate) => candidate.type === 'session.state_changed')
  return event?.type === 'session.state_changed' ? event.data : null
}

/** Seq of the request that has waited longest for a person. */
const openWait = (entries: readonly OutlineEntry[]): number | null => {
  const open = new Map<string, number>()
  for (const entry of entries) {
    if (entry.kind === 'wait_started') open.set(entry.of, entry.seq)
    if (entry.kind === 'wait_ended') open.delete(entry.of)
  }
  return [...open.values()][0] ?? null
}

function Facts({ session }: { session: SessionDetail }) {
  return (
    <InspectorSection title="Session">
      <dl className="flex flex-col gap-1">
        <Fact label="Id">
          <span className="flex items-center gap-1">
            <span className="truncate font-mono text-xs">{session.id}</span>
            <CopyButton text={session.id} label="Copy id" />
          </span>
        </Fact>
        <Fact label="Agent">{session.agentId}</Fact>
        <Fact label="Type">{session.sessionType}</Fact>
        <Fact label="Tags">
          <NamesEditor session={session} what="tag" names={session.tags} save={saveTag} />
        </Fact>
        <Fact label="Labels">
          <NamesEditor session={session} what="label" names={session.labels} save={saveLabel} />
        </Fact>
        <Fact label="Created">
          {formatMoment(session.createdAt)} <span className="text-muted-foreground">by {session.createdBy}</span>
        </Fact>
        <Fact label="Active">{formatMoment(session.lastActivityAt)}</Fact>
        <Fact label="Events">{formatCount(session.lastSeq)}</Fact>
        <Fact label="Version">{session.version}</Fact>
        <Fact label="Backend">{session.runtimeBackend}</Fact>
      </dl>
    </InspectorSection>
  )
}

/** Where the session is, what it is, what it has cost, and where it comes from. */
export function OverviewTab({
  session,
  log,
  outline,
  onShow,
}: {
  session: SessionDetail
  log: SessionLog
  outline: SessionOutlineView
  onShow: (seq: number) => void
}) {
  const condition = conditionOf(session)
  const transition = () => lastTransition(log)
  const last = useSyncExternalStore(log.subscribe, transition, transition)
  const waiting = openWait(outline.entries)
  return (
    <>
      <InspectorSection title="State">
        <StatePicture state={session.state} status={session.status} last={last} />
        <p className="mt-2 text-muted-foreground">
          <span className="font-medium text-foreground">{condition.label}.</span> {!session.blocked && condition.reason}
        </p>
        {session.blocked && (
          <WhyWaiting blocked={session.blocked} onShowWait={waiting === null ? null : () => onShow(waiting)} />
        )}
      </InspectorSection>
      <Metrics session={session} />
      <Facts session={session} />
      <ContextEditor session={session} />
      <Lineage session={session} />
      <InspectorSection title="Limits and policy">
        <JsonView
          data={{ limits: session.limits, policy: session.policy } as unknown as JsonObject}
          label="Limits and policy"
          depth={1}
        />
      </InspectorSection>
    </>
  )
}
