'use client'

import type { JsonValue } from '@sojourn/contract/json'
import type { PermissionOption, RuleScope } from '@sojourn/contract/permission'
import { ChevronDown } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { JsonField } from '@/components/ui/field.tsx'
import { Menu } from '@/components/ui/menu.tsx'
import { useFocusBack } from '@/keyboard/focus.ts'
import { MessageField } from './message-field.tsx'
import { useAnswerPermission } from './use-answers.ts'

export interface PermissionRequest {
  permissionId: string
  toolId: string
  operation: string
  toolInput: JsonValue
  options: readonly PermissionOption[]
  agentId: string
}

export type AnswerMode = 'choose' | 'edit' | 'deny'

const scopes: readonly { scope: RuleScope; words: (request: PermissionRequest) => string }[] = [
  { scope: 'session', words: () => 'In this session' },
  { scope: 'agent', words: (request) => `For the agent ${request.agentId}` },
  { scope: 'everyone', words: () => 'Everywhere' },
]

type Answer = ReturnType<typeof useAnswerPermission>

function AllowAlways({ request, answer }: { request: PermissionRequest; answer: Answer }) {
  if (!request.options.includes('allow_always')) return null
  const { permissionId } = request
  return (
    <Menu
      label="Allow always"
      align="start"
      busy={answer.isPending}
      entries={() => [
        { kind: 'heading', label: `Allow ${request.toolId}.${request.operation} from now on` },
        ...scopes.map(({ scope, words }) => ({
          kind: 'action' as const,
          label: words(request),
          onSelect: () => answer.mutate({ permissionId, option: 'allow_always', scope }),
        })),
      ]}
    >
      <span>
        <span className="max-sm:sr-only">Allow </span>
        <span className="max-sm:capitalize">always</span>
      </span>
      <ChevronDown className="size-3.5" aria-hidden />
    </Menu>
  )
}

const parse = (text: string): { value: JsonValue } | { error: string } => {
  try {
    return { value: JSON.parse(text) as JsonValue }
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'This is not JSON' }
  }
}

function EditForm({ request, answer, onBack }: { request: PermissionRequest; answer: Answer; onBack: () => void }) {
  const [text, setText] = useState(() => JSON.stringify(request.toolInput, null, 2))
  const parsed = parse(text)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if ('value' in parsed) {
      answer.mutate({ permissionId: request.permissionId, option: 'allow_once', toolInput: parsed.value })
    }
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <JsonField
        label="Input that the tool runs with instead"
        error={'error' in parsed ? parsed.error : undefined}
        hint="JSON. The record shows what was asked and what you changed."
        autoFocus
        value={text}
        onChange={setText}
        onKeyDown={(event) => event.key === 'Escape' && onBack()}
      />
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={answer.isPending} disabled={'error' in parsed}>
          Allow with this input
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  )
}

function DenyForm({ request, answer, onBack }: { request: PermissionRequest; answer: Answer; onBack: () => void }) {
  const [message, setMessage] = useState('')
  const { permissionId } = request
  const deny = () =>
    answer.mutate({ permissionId, option: 'reject_once', ...(message.trim() && { message: message.trim() }) })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        deny()
      }}
      className="flex flex-col gap-2"
    >
      <MessageField label="Tell the agent why" message={message} onMessage={setMessage} onSend={deny} onBack={onBack} />
      <div className="flex gap-2">
        <Button type="submit" look="danger" busy={answer.isPending}>
          Deny
        </Button>
        <Button onClick={onBack}>Back</Button>
      </div>
    </form>
  )
}

/** Allow once, allow always, edit and allow, deny with a message. `mode` is outside, so that keys can open a form. */
export function PermissionActions({
  request,
  mode,
  onMode,
}: {
  request: PermissionRequest
  mode: AnswerMode
  onMode: (mode: AnswerMode) => void
}) {
  const answer = useAnswerPermission()
  const [editOpener, denyOpener] = [useFocusBack(mode === 'edit'), useFocusBack(mode === 'deny')]
  const back = () => onMode('choose')
  if (mode === 'edit') return <EditForm request={request} answer={answer} onBack={back} />
  if (mode === 'deny') return <DenyForm request={request} answer={answer} onBack={back} />
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        look="primary"
        busy={answer.isPending || answer.isSuccess}
        onClick={() => answer.mutate({ permissionId: request.permissionId, option: 'allow_once' })}
      >
        {answer.isPending ? 'Sending…' : 'Allow once'}
      </Button>
      <AllowAlways request={request} answer={answer} />
      <Button ref={editOpener} busy={answer.isPending} onClick={() => onMode('edit')}>
        Edit…
      </Button>
      <Button ref={denyOpener} look="dangerPlain" busy={answer.isPending} onClick={() => onMode('deny')}>
        Deny…
      </Button>
    </div>
  )
}
