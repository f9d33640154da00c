'use client'

import type { MaintenanceStatus } from '@sojourn/contract/operations'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from '@/components/ui/page-state.tsx'
import { Age } from '@/components/ui/time.tsx'
import { operationsQuery } from '@/features/operations/operations-query.ts'
import { plural } from '@/format/number.ts'
import { formatDuration, formatIsoDuration, formatMoment } from '@/format/time.ts'
import { messageOf } from '@/wire/error-message.ts'
import { infoQuery } from '@/wire/queries.ts'
import { CleanUp } from './clean-up.tsx'
import { Code, Line, Section } from './section.tsx'

const after = (duration: string | null): string =>
  duration === null ? 'Never' : `After ${formatIsoDuration(duration)}`

const minutes = (ms: number): string => (ms < 60_000 ? formatDuration(ms) : plural(Math.round(ms / 60_000), 'minute'))

function LastPass({ maintenance }: { maintenance: MaintenanceStatus }) {
  const { working, lastPass, lastError, failures, nextPassAt } = maintenance
  const isFailing = failures > 0 && lastError !== null
  return (
    <Line
      label="Last look"
      hint={isFailing ? undefined : nextPassAt && `The next one is at ${formatMoment(nextPassAt)}.`}
    >
      <div className="flex flex-col gap-0.5 text-right max-sm:text-left">
        {working && <span>Looking now…</span>}
        {!working && !lastPass && !isFailing && <span className="text-muted-foreground">Not yet since the start</span>}
        {!working && lastPass && (
          <span>
            <Age at={lastPass.at} /> ago: {lastPass.archived === 0 && lastPass.deleted === 0 && 'nothing was due'}
            {lastPass.archived > 0 && `${plural(lastPass.archived, 'session')} archived`}
            {lastPass.archived > 0 && lastPass.deleted > 0 && ', '}
            {lastPass.deleted > 0 && `${plural(lastPass.deleted, 'session')} deleted`}
          </span>
        )}
        {isFailing && (
          <span className="break-words text-danger-text text-xs">
            Failed <Age at={lastError.at} /> ago: {lastError.message}.
            {nextPassAt && ` Tried again at ${formatMoment(nextPassAt)}.`}
          </span>
        )}
      </div>
    </Line>
  )
}

/** What the server archives, deletes and unloads by itself, and what it did last. */
function ByItself() {
  const operations = useQuery({ ...operationsQuery, refetchInterval: 10_000 })
  const info = useQuery(infoQuery)
  if (operations.isPending || info.isPending) return <Skeleton className="m-4 h-24" />
  const problem = operations.data ? null : messageOf(operations.error)
  const maintenance = operations.data?.maintenance ?? null
  return (
    <>
      {problem ? (
        <Line label="Not known now" hint={`${problem.title}. ${problem.detail}`}>
          {null}
        </Line>
      ) : (
        <>
          <Line
            label="Archive"
            hint={
              <>
                Sessions in which nothing happens or waits: <Code>SOJOURN_ARCHIVE_AFTER</Code>
              </>
            }
          >
            {after(maintenance?.archiveAfter ?? null)}
          </Line>
          <Line
            label="Delete"
            hint={
              <>
                Archived and completed ones, for good: <Code>SOJOURN_DELETE_AFTER</Code>
              </>
            }
          >
            {after(maintenance?.deleteAfter ?? null)}
          </Line>
        </>
      )}
      {maintenance && <LastPass maintenance={maintenance} />}
      {info.data && (
        <Line
          label="Out of memory"
          hint={
            <>
              Idle sessions; they load again when they are used: <Code>SOJOURN_IDLE_UNLOAD_MS</Code>
            </>
          }
        >
          After {minutes(info.data.idleUnloadMs)}
        </Line>
      )}
    </>
  )
}

export function Retention() {
  return (
    <Section
      title="Retention"
      note={
        <>
          From a terminal, or regularly: <Code>sojourn cleanup</Code>. Sessions at work are never touched.
        </>
      }
    >
      <ByItself />
      <Line label="Clean up now" hint="Sessions in which nothing has happened for so long, archived ones too.">
        <CleanUp />
      </Line>
    </Section>
  )
}
