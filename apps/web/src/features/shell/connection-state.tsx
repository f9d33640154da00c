'use client'

import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { formatCount } from '@/format/number.ts'
import { formatElapsed } from '@/format/time.ts'
import { useNow } from '@/format/use-now.ts'
import { type Connection, connectionStore } from '@/wire/connection.ts'
import { followedLog } from '@/wire/followed-log.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'
import type { SessionLog } from '@/wire/session-log.ts'

const connecting: Connection = { status: 'connecting' }

export const useConnection = (): Connection =>
  useSyncExternalStore(
    (listener) => connectionStore.subscribe(listener),
    () => connectionStore.get(),
    () => connecting,
  )

const dots = {
  good: 'bg-success',
  busy: 'bg-accent',
  bad: 'bg-warning animate-pulse',
  none: 'bg-border-strong',
} as const

/** Where there is no room for words, they are in the tooltip. */
const DotOnly = createContext(false)

function Line({ dot, words, detail }: { dot: keyof typeof dots; words: string; detail?: string | null }) {
  const dotOnly = useContext(DotOnly)
  return (
    <span
      className={`flex items-center text-muted-foreground text-xs ${dotOnly ? 'size-6 justify-center' : 'gap-2'}`}
      data-testid="connection"
      data-tooltip={dotOnly ? `${words}${detail ?? ''}` : undefined}
    >
      <span aria-hidden className={`size-1.5 shrink-0 rounded-full ${dots[dot]}`} />
      <span role="status" className="sr-only">
        {words}
      </span>
      <span aria-hidden className={dotOnly ? 'sr-only' : 'truncate tabular-nums'}>
        {words}
        {detail}
      </span>
    </span>
  )
}

function Reconnecting({ since }: { since: number }) {
  const now = useNow('second')
  return <Line dot="bad" words="Reconnecting" detail={` (${formatElapsed(now - since)})`} />
}

function Following({ log, brief }: { log: SessionLog; brief: boolean }) {
  const view = useSyncExternalStore(log.subscribe, log.get, log.get)
  const queries = useQueryClient()
  const { lastSeq } = view.transcript
  if (view.phase === 'ended') return <Line dot="none" words="Not followed" />
  if (view.phase === 'live')
    return <Line dot="good" words="Live" detail={brief ? null : ` · seq ${formatCount(lastSeq)}`} />
  const target = queries.getQueryData<SessionDetail>(keys.sessionDetail(log.sessionId))?.lastSeq
  const detail = target && target > lastSeq ? ` ${formatCount(lastSeq)}/${formatCount(target)}` : '…'
  return <Line dot="busy" words="Catching up" detail={detail} />
}

function State({ brief }: { brief: boolean }) {
  const connection = useConnection()
  const log = useSyncExternalStore(followedLog.subscribe, followedLog.get, () => null)
  if (connection.status === 'connecting') return <Line dot="none" words="Connecting…" />
  if (connection.status === 'reconnecting') return <Reconnecting since={connection.since} />
  return log ? <Following log={log} brief={brief} /> : <Line dot="good" words="Live" />
}

/** Whether what the page shows is current and, unless `brief`, up to which event: always in view. */
export function ConnectionState({ brief = false, dotOnly = false }: { brief?: boolean; dotOnly?: boolean }) {
  return (
    <DotOnly value={dotOnly}>
      <State brief={brief} />
    </DotOnly>
  )
}
