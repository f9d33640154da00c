'use client'

import type { WebhookWithCounts } from '@sojourn/contract/webhook'
import { useState } from 'react'
import { Badge, type BadgeTone } from '@/components/ui/badge.tsx'
import { Button } from '@/components/ui/button.tsx'
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx'
import { DisclosureRow } from '@/components/ui/disclosure-row.tsx'
import { plural } from '@/format/number.ts'
import { DeliveryList } from './delivery-list.tsx'
import { SecretNote } from './secret-note.tsx'
import { useWebhookActions } from './use-webhook-actions.ts'

const stateOf = ({ enabled, deliveries }: WebhookWithCounts): { tone: BadgeTone; words: string } => {
  if (!enabled) return { tone: 'neutral', words: 'disabled' }
  if (deliveries.dead > 0) return { tone: 'danger', words: `${plural(deliveries.dead, 'dead letter')}` }
  if (deliveries.pending > 0) return { tone: 'accent', words: `${deliveries.pending} waiting` }
  return { tone: 'success', words: 'up to date' }
}

interface Props {
  webhook: WebhookWithCounts
  onRemoved: () => void
}

function Details({ webhook, onRemoved }: Props) {
  const actions = useWebhookActions(webhook.id, onRemoved)
  const [doomed, setDoomed] = useState(false)
  const { enabled, deliveries } = webhook
  return (
    <div className="flex flex-col gap-4 border-t bg-background px-4 py-4">
      {webhook.disabledReason && (
        <p className="rounded-md border border-warning-line bg-warning-soft px-3 py-2 text-warning-text">
          Disabled: {webhook.disabledReason}
        </p>
      )}
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-3">
        <div>
          <dt className="text-muted-foreground text-xs">Types</dt>
          <dd className="break-words font-mono text-xs">{webhook.types.join(' ')}</dd>
        </div>
        <div>
          <dt className="text-muted-foreground text-xs">Of</dt>
          <dd>{webhook.sessionId ? `session …${webhook.sessionId.slice(-8)}` : (webhook.agentId ?? 'everything')}</dd>
        </div>
        <div>
          <dt className="text-muted-foreground text-xs">Made by</dt>
          <dd>{webhook.createdBy}</dd>
        </div>
      </dl>
      {actions.rotate.data && <SecretNote secret={actions.rotate.data.secret} />}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" busy={actions.test.isPending} onClick={() => actions.test.mutate()}>
          {actions.test.isPending ? 'Sending…' : 'Send a test'}
        </Button>
        <Button size="sm" onClick={() => actions.enable.mutate(!enabled)}>
          {enabled ? 'Disable' : 'Enable'}
        </Button>
        <Button size="sm" onClick={() => actions.rotate.mutate()}>
          New key
        </Button>
        {deliveries.dead > 0 && (
          <Button size="sm" onClick={() => actions.resendDead.mutate()}>
            Send {plural(deliveries.dead, 'dead letter')} again
          </Button>
        )}
        <span className="flex-1" />
        <Button size="sm" look="dangerPlain" onClick={() => setDoomed(true)}>
          Remove
        </Button>
      </div>
      <DeliveryList webhookId={webhook.id} actions={actions} />
      <ConfirmDialog
        open={doomed}
        onOpenChange={setDoomed}
        title="Remove this webhook?"
        description={`Nothing is sent to ${webhook.url} any more, and ${plural(deliveries.pending, 'event')} that wait are dropped.`}
        action="Remove"
        busy={actions.remove.isPending}
        onConfirm={() => actions.remove.mutate()}
      />
    </div>
  )
}

export function WebhookCard({ webhook, onRemoved }: Props) {
  const { tone, words } = stateOf(webhook)
  const head = (
    <>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{webhook.url}</span>
        {webhook.description && (
          <span className="block truncate text-muted-foreground text-xs">{webhook.description}</span>
        )}
      </span>
      <Badge tone={tone}>{words}</Badge>
    </>
  )
  return <DisclosureRow head={head}>{() => <Details webhook={webhook} onRemoved={onRemoved} />}</DisclosureRow>
}
