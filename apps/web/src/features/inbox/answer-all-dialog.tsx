'use client'

import type { AnsweredAll, Permission } from '@sojourn/contract/permission'
import { type ReactNode, useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Dialog, DialogActions } from '@/components/ui/dialog.tsx'
import { sayDone } from '@/components/ui/toast.tsx'
import { MessageField } from '@/features/answers/message-field.tsx'
import { OutcomeLine } from '@/features/answers/outcome-line.tsx'
import { useAnswerAll } from '@/features/answers/use-answers.ts'
import { ToolIcon } from '@/features/tools/tool-icon.tsx'
import { summariseInput } from '@/features/tools/tool-input.ts'
import { plural } from '@/format/number.ts'
import type { PermissionItem } from './inbox-item.ts'

export type Decision = 'allow' | 'deny'

const words = {
  allow: {
    title: 'Allow',
    note: 'Each call goes ahead once, with the input that it asked with. Nothing is allowed for later.',
    done: 'allowed',
    option: 'allow_once',
  },
  deny: {
    title: 'Deny',
    note: 'None of these calls goes ahead. Each agent is told so and goes on, or its run fails.',
    done: 'denied',
    option: 'reject_once',
  },
} as const

function Requests({
  title,
  items,
  children,
}: {
  title: string
  items: readonly PermissionItem[]
  /** What is said below a request. */
  children?: (permission: Permission) => ReactNode
}) {
  if (items.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-medium text-subtle-foreground text-xs">
        {title} · {items.length}
      </h3>
      <ul className="divide-y divide-border/70 rounded-md border">
        {items.map(({ key, title: session, permission }) => (
          <li key={key} className="flex flex-col gap-1 px-2.5 py-1.5">
            <span className="flex min-w-0 flex-wrap items-center gap-x-2">
              <ToolIcon toolId={permission.toolId} operation={permission.operation} />
              <span className="font-mono text-xs">
                {permission.toolId}.{permission.operation}
              </span>
              <span className="min-w-0 flex-1 basis-32 truncate font-mono text-muted-foreground text-xs">
                {summariseInput(permission.toolInput)}
              </span>
              <span className="max-w-full truncate text-muted-foreground text-xs">{session ?? 'Untitled session'}</span>
            </span>
            {children?.(permission)}
          </li>
        ))}
      </ul>
    </section>
  )
}

type Refused = ReadonlyMap<string, string>

const refusedOf = ({ items }: AnsweredAll): Refused =>
  new Map(items.flatMap((item) => (item.status === 'refused' ? [[item.permissionId, item.error.message]] : [])))

const outcomeOf = (permission: Permission) =>
  permission.status === 'pending' ? (
    <span className="text-muted-foreground text-xs">Does not wait any more</span>
  ) : (
    <OutcomeLine resolved={{ ...permission, outcome: permission.status }} elsewhere />
  )

/** Says what one answer to many requests will do, stays true while it is looked at, and does it. What is refused says why. */
export function AnswerAllDialog({
  decision,
  asked,
  open,
  onClose,
}: {
  decision: Decision
  /** The chosen requests as they are now, also those that do not wait any more. */
  asked: readonly PermissionItem[]
  /** Keys of those that wait. */
  open: ReadonlySet<string>
  onClose: () => void
}) {
  const answer = useAnswerAll()
  const [message, setMessage] = useState('')
  const [refused, setRefused] = useState<Refused | null>(null)
  const sent = useRef(false)
  const { title, note, done, option } = words[decision]
  const waiting = asked.filter(({ key }) => open.has(key))
  const send = () => {
    if (sent.current || waiting.length === 0) return
    sent.current = true
    const input = { permissionIds: waiting.map(({ permission }) => permission.id), option }
    answer.mutate(message.trim() ? { ...input, message: message.trim() } : input, {
      onSuccess: (result) => {
        const answered = result.items.length - refusedOf(result).size
        if (answered > 0) void sayDone(`${plural(answered, 'request')} ${done}`)
        if (refusedOf(result).size > 0) setRefused(refusedOf(result))
        else onClose()
      },
      onError: () => {
        sent.current = false
      },
    })
  }
  if (refused) {
    return (
      <Dialog open onOpenChange={onClose} title={`${plural(refused.size, 'request')} not ${done}`} wide>
        <Requests title="The server refused" items={asked.filter(({ permission }) => refused.has(permission.id))}>
          {({ id }) => <span className="text-muted-foreground text-xs">{refused.get(id)}</span>}
        </Requests>
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
        </DialogActions>
      </Dialog>
    )
  }
  return (
    <Dialog open onOpenChange={onClose} title={`${title} ${plural(waiting.length, 'request')}`} description={note} wide>
      <div className="flex flex-col gap-4">
        {decision === 'deny' && (
          <MessageField label="Tell the agents why" message={message} onMessage={setMessage} onSend={send} />
        )}
        <Requests title="What will be answered" items={waiting} />
        <Requests title="Left as they are" items={asked.filter(({ key }) => !open.has(key))}>
          {outcomeOf}
        </Requests>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Leave them waiting</Button>
        <Button
          look={decision === 'deny' ? 'danger' : 'primary'}
          busy={answer.isPending}
          disabled={waiting.length === 0}
          onClick={send}
        >
          {answer.isPending ? 'Sending…' : `${title} ${plural(waiting.length, 'request')}`}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
