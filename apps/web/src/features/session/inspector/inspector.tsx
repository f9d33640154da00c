'use client'

import { Tabs } from '@/components/ui/tabs.tsx'
import type { SessionDetail } from '@/wire/queries.ts'
import type { SessionLog } from '@/wire/session-log.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'
import { CheckpointsTab } from './checkpoints-tab.tsx'
import { EventsTab } from './events-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { RunsTab } from './runs-tab.tsx'
import { ToolsTab } from './tools-tab.tsx'
import { UsageTab } from './usage-tab.tsx'

export type InspectorTab = 'overview' | 'events' | 'runs' | 'tools' | 'usage' | 'checkpoints'

const tabs = [
  { name: 'overview', label: 'Overview' },
  { name: 'events', label: 'Events' },
  { name: 'runs', label: 'Runs' },
  { name: 'tools', label: 'Tools' },
  { name: 'usage', label: 'Usage' },
  { name: 'checkpoints', label: 'Checkpoints' },
] as const

export interface InspectorProps {
  session: SessionDetail
  log: SessionLog
  outline: SessionOutlineView
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
  /** Seq of an event to show in the Events tab. */
  event: number | null
  /** Shows the place of an event in the transcript. */
  onShow: (seq: number) => void
}

/** Everything about a session that is not the conversation. */
export function Inspector({ session, log, outline, tab, onTab, event, onShow }: InspectorProps) {
  const panels: Record<InspectorTab, () => React.ReactNode> = {
    overview: () => <OverviewTab session={session} log={log} outline={outline} onShow={onShow} />,
    events: () => <EventsTab log={log} focus={event} onShow={onShow} />,
    runs: () => <RunsTab sessionId={session.id} outline={outline} onShow={onShow} />,
    tools: () => <ToolsTab outline={outline} onShow={onShow} />,
    usage: () => <UsageTab session={session} outline={outline} />,
    checkpoints: () => <CheckpointsTab sessionId={session.id} currentId={session.checkpointId} />,
  }
  return <Tabs label="Inspector" tabs={tabs} value={tab} onChange={onTab} panel={(name) => panels[name]()} />
}
