'use client'

import { useQuery } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Keys } from '@/components/ui/keys.tsx'
import { ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'
import { Age } from '@/components/ui/time.tsx'
import { ConnectionState } from '@/features/shell/connection-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useShell } from '@/features/shell/shell-context.ts'
import { themes } from '@/features/shell/theme-menu.tsx'
import { useMounted } from '@/features/shell/use-mounted.ts'
import { formatCount } from '@/format/number.ts'
import { logOut } from '@/wire/login.ts'
import { infoQuery } from '@/wire/queries.ts'

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-semibold">{title}</h2>
      <div className="overflow-hidden rounded-lg border bg-raised">{children}</div>
    </section>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2 last:border-b-0">
      <span className="text-muted-foreground">{label}</span>
      <span className="min-w-0">{children}</span>
    </div>
  )
}

function Appearance() {
  const { theme, setTheme } = useTheme()
  const { openShortcuts } = useShell()
  const mounted = useMounted()
  return (
    <Section title="Appearance">
      <Line label="Theme">
        <Segmented
          label="Theme"
          value={mounted ? (theme ?? 'system') : 'system'}
          onChange={setTheme}
          options={themes.map(({ value, label, icon: Icon }) => ({
            value,
            label: (
              <>
                <Icon className="size-3.5" aria-hidden />
                {label}
              </>
            ),
          }))}
        />
      </Line>
      <Line label="Keyboard shortcuts">
        <Button onClick={openShortcuts}>
          Show <Keys keys="?" />
        </Button>
      </Line>
    </Section>
  )
}

function Server() {
  const { data, error, isPending, refetch } = useQuery({ ...infoQuery, refetchInterval: 5_000 })
  if (isPending) return <Skeleton className="m-4 h-24" />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <Line label="Version">{data.version}</Line>
      <Line label="Host">
        <span className="break-all font-mono text-xs">{data.hostId}</span>
      </Line>
      <Line label="Started">
        <Age at={data.startedAt} /> ago
      </Line>
      <Line label="Store">{data.store}</Line>
      <Line label="Runners">{data.runners.join(', ')}</Line>
      <Line label="Executing runs">{formatCount(data.activeRuns)}</Line>
      <Line label="Sessions in memory">{formatCount(data.loadedSessions)}</Line>
      <Line label="Followers">{formatCount(data.followers)}</Line>
    </>
  )
}

export function SettingsPage() {
  return (
    <>
      <PageTitle title="Settings" />
      <PageHeader title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-2xl flex-col gap-6 p-4 md:py-6">
          <Appearance />
          <Section title="Server">
            <Line label="Connection">
              <ConnectionState />
            </Line>
            <Server />
          </Section>
          <Section title="Access">
            <Line label="This browser is logged in with a cookie that scripts cannot read.">
              <Button onClick={() => void logOut()}>
                <LogOut className="size-3.5" aria-hidden />
                Log out
              </Button>
            </Line>
          </Section>
        </div>
      </div>
    </>
  )
}
