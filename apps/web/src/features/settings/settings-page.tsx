'use client'

import { useQuery } from '@tanstack/react-query'
import { BookOpen, FileJson, LogOut } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { buttonLook } from '@/components/ui/button-look.ts'
import { ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Age } from '@/components/ui/time.tsx'
import { Connect } from '@/features/onboarding/connect.tsx'
import { ConnectionState } from '@/features/shell/connection-state.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useMounted } from '@/features/shell/use-mounted.ts'
import { formatCount } from '@/format/number.ts'
import { logOut } from '@/wire/login.ts'
import { infoQuery } from '@/wire/queries.ts'
import { Appearance } from './appearance.tsx'
import { Notifications } from './notifications.tsx'
import { Retention } from './retention.tsx'
import { Code, Line, Section } from './section.tsx'

function Server() {
  const { data, error, isPending, refetch } = useQuery({ ...infoQuery, refetchInterval: 5_000 })
  if (isPending) return <Skeleton className="m-4 h-72" />
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

function Access() {
  return (
    <Section title="Access">
      <Line label="This browser" hint="Logged in with a cookie that scripts cannot read.">
        <Button onClick={() => void logOut()}>
          <LogOut className="size-3.5" aria-hidden />
          Log out
        </Button>
      </Line>
      <Line
        label="The token"
        hint={
          <>
            It is in the file <Code>token</Code> of the server’s data directory, readable by its owner only, unless{' '}
            <Code>SOJOURN_TOKEN</Code> gives another one. To rotate it, delete the file (or change the variable) and
            start the server again: it makes a new token, and every browser and program that has the old one is out.
          </>
        }
      >
        {null}
      </Line>
    </Section>
  )
}

function About() {
  return (
    <Section title="About">
      <Line label="API" hint="Everything the console does, programs can do as well.">
        <span className="flex flex-wrap gap-2">
          <a href="/docs" className={buttonLook()}>
            <BookOpen className="size-3.5" aria-hidden />
            Reference
          </a>
          <a href="/openapi.json" className={buttonLook()}>
            <FileJson className="size-3.5" aria-hidden />
            OpenAPI
          </a>
        </span>
      </Line>
    </Section>
  )
}

export function SettingsPage() {
  const mounted = useMounted()
  return (
    <>
      <PageTitle title="Settings" />
      <PageHeader title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-2xl flex-col gap-6 p-4 md:py-6">
          <Appearance />
          <Notifications />
          <Access />
          <Section title="Connect a program">
            <div className="p-4">{mounted && <Connect />}</div>
          </Section>
          <Retention />
          <Section title="Server">
            <Line label="Connection">
              <ConnectionState />
            </Line>
            <Server />
          </Section>
          <About />
        </div>
      </div>
    </>
  )
}
