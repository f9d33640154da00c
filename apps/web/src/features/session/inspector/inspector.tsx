'use client'

import { Tabs } from '@/components/ui/tabs.tsx'
import type { SessionDetail } from '@/wire/queries.ts'
import type { SessionLog, SessionLogView } from '@/wire/session-log.ts'
import { CheckpointsTab } from './checkpoints-tab.tsx'
import { EventsTab } from './events-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { RunsTab } from './runs-tab.tsx'
import { ToolsTab } from './tools-tab.tsx'

export type InspectorTab = 'overview' | 'events' | 'runs' | 'tools' | 'checkpoints'

const tabs = [
  { name: 'overview', label: 'Overview' },
  { name: 'events', label: 'Events' },
  { name: 'runs', label: 'Runs' },
  { name: 'tools', label: 'Tools' },
  { name: 'checkpoints', label: 'Checkpoints' },
] as const

export interface InspectorProps {
  session: SessionDetail
  log: SessionLog
  view: SessionLogView
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
  /** Seq of an event to show in the Events tab. */
  event: number | null
  /** Shows the place of an event in the transcript. */
  onShow: (seq: number) => void
}

/** Everything about a session that is not the conversation. */
export function Inspector({ session, log, view, tab, onTab, event, onShow }: InspectorProps) {
  const panels: Record<InspectorTab, () => React.ReactNode> = {
    overview: () => <OverviewTab session={session} view={view} />,
    events: () => <EventsTab log={log} events={view.events} focus={event} onShow={onShow} />,
    runs: () => <RunsTab sessionId={session.id} />,
    tools: () => <ToolsTab items={view.transcript.items} />,
    checkpoints: () => <CheckpointsTab sessionId={session.id} currentId={session.checkpointId} />,
  }
  return <Tabs label="Inspector" tabs={tabs} value={tab} onChange={onTab} panel={(name) => panels[name]()} />
}
