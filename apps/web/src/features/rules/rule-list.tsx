'use client'

import type { PermissionRule } from '@sojourn/contract/permission'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx'
import { Loading } from '@/components/ui/loading.tsx'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/page-state.tsx'
import { Age } from '@/components/ui/time.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { formatMoment } from '@/format/time.ts'
import { useFocusAfterRemoval } from '@/keyboard/focus.ts'
import { getClient } from '@/wire/client.ts'
import { rulesQuery } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'
import { decisionTones, scopeWords } from './rule-words.ts'

function Scope({ rule }: { rule: PermissionRule }) {
  if (rule.scope !== 'session' || !rule.sessionId) return <span>{scopeWords(rule)}</span>
  return (
    <Link
      href={`/session?id=${encodeURIComponent(rule.sessionId)}`}
      className="underline underline-offset-2 hover:text-foreground"
    >
      {scopeWords(rule)}
    </Link>
  )
}

function RuleRow({ rule, onRevoke }: { rule: PermissionRule; onRevoke: () => void }) {
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 last:border-b-0">
      <Badge tone={decisionTones[rule.decision]} className="w-12 justify-center">
        {rule.decision}
      </Badge>
      <span className="font-mono text-xs">
        {rule.toolId}.<span className="font-medium">{rule.operation}</span>
      </span>
      {Object.entries(rule.input ?? {}).map(([path, glob]) => (
        <span key={path} className="font-mono text-muted-foreground text-xs">
          {path} ~ {glob}
        </span>
      ))}
      <span className="flex items-center gap-3 text-muted-foreground text-xs max-sm:w-full sm:flex-1">
        <span>
          <Scope rule={rule} />
          {rule.expiresAt && ` · until ${formatMoment(rule.expiresAt)}`}
        </span>
        <span className="flex-1" />
        <span>
          by {rule.createdBy}, <Age at={rule.createdAt} />
        </span>
        <Button size="sm" look="dangerPlain" data-row-control onClick={onRevoke}>
          Revoke
        </Button>
      </span>
    </li>
  )
}

function LoadingPlaceholder() {
  return (
    <Loading label="Loading rules" className="rounded-lg border">
      {[0, 1].map((row) => (
        <div key={row} className="flex h-12 items-center gap-3 border-b px-4 last:border-b-0">
          <Skeleton className="h-5 w-12" />
          <Skeleton className="h-3 w-48" />
        </div>
      ))}
    </Loading>
  )
}

/** The standing answers, and how to take one back. */
export function RuleList() {
  const queries = useQueryClient()
  const { data, error, isPending, refetch } = useQuery(rulesQuery)
  const [doomed, setDoomed] = useState<PermissionRule | null>(null)
  const { ref, removed } = useFocusAfterRemoval<HTMLUListElement>(data?.items)
  const revoke = useMutation({
    mutationFn: (ruleId: string) => getClient().permissions.removeRule.mutate({ ruleId }),
    onError: sayError,
    onSuccess: (_, ruleId) => removed(ruleId),
    onSettled: () => {
      setDoomed(null)
      return queries.invalidateQueries({ queryKey: keys.rules })
    },
  })
  if (isPending) return <LoadingPlaceholder />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (data.items.length === 0) {
    return (
      <EmptyState boxed icon={<ShieldCheck aria-hidden />} title="No standing answers">
        “Allow always” makes one. Until then reading is allowed and everything else is asked.
      </EmptyState>
    )
  }
  return (
    <>
      <ul ref={ref} className="overflow-hidden rounded-lg border bg-raised">
        {data.items.map((rule) => (
          <RuleRow key={rule.id} rule={rule} onRevoke={() => setDoomed(rule)} />
        ))}
      </ul>
      <ConfirmDialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title="Revoke this rule?"
        description={`Calls of ${doomed?.toolId}.${doomed?.operation} (${doomed ? scopeWords(doomed) : ''}) follow the next rule that matches, or are asked again.`}
        action="Revoke"
        busy={revoke.isPending}
        onConfirm={() => doomed && revoke.mutate(doomed.id)}
      />
    </>
  )
}
