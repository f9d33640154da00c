'use client'

import type { Permission } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import type { ToolCall } from '@sojourn/contract/tool-call'
import { ArrowUpRight, CircleHelp, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { Age, Countdown } from '@/components/ui/time.tsx'
import { InDoubtActions } from '@/features/answers/in-doubt-actions.tsx'
import { OutcomeLine } from '@/features/answers/outcome-line.tsx'
import { type AnswerMode, PermissionActions } from '@/features/answers/permission-actions.tsx'
import { QuestionForm } from '@/features/answers/question-form.tsx'
import { Reason } from '@/features/answers/reason.tsx'
import { isAnsweredHere, useAnswerQuestion } from '@/features/answers/use-answers.ts'
import { ToolIcon } from '@/features/tools/tool-icon.tsx'
import { ToolInputView } from '@/features/tools/tool-input-view.tsx'
import { type InboxItem, isOpen } from './inbox-item.ts'

function ToolName({ toolId, operation, title }: { toolId: string; operation: string; title?: string | null }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <ToolIcon toolId={toolId} operation={operation} />
      <span className="shrink-0 font-mono text-xs">
        <span className="text-muted-foreground">{toolId}.</span>
        <span className="font-medium">{operation}</span>
      </span>
      {title && <span className="truncate text-muted-foreground">{title}</span>}
    </span>
  )
}

function PermissionBody({
  permission,
  mode,
  onMode,
}: {
  permission: Permission
  mode: AnswerMode
  onMode: (mode: AnswerMode) => void
}) {
  const { status } = permission
  return (
    <>
      <ToolName {...permission} />
      <ToolInputView toolInput={permission.editedInput ?? permission.toolInput} />
      <p className="text-muted-foreground text-xs">
        <Reason text={permission.reason} />
      </p>
      {status === 'pending' ? (
        <PermissionActions request={{ ...permission, permissionId: permission.id }} mode={mode} onMode={onMode} />
      ) : (
        <OutcomeLine resolved={{ ...permission, outcome: status }} elsewhere={!isAnsweredHere(permission.id)} />
      )}
    </>
  )
}

const questionOutcomes = {
  answered: 'Answered',
  expired: 'Expired: nobody answered in time',
  cancelled: 'Cancelled with the run',
  superseded: 'Asked again by a later attempt',
} as const

function QuestionBody({ question }: { question: Question }) {
  const answer = useAnswerQuestion()
  const { status } = question
  return (
    <>
      <p className="flex items-start gap-2 font-medium">
        <CircleHelp className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
        {question.prompt}
      </p>
      {status === 'pending' ? (
        <QuestionForm
          schema={question.schema}
          busy={answer.isPending || answer.isSuccess}
          onAnswer={(value) => answer.mutate({ questionId: question.id, answer: value })}
        />
      ) : (
        <p className="text-muted-foreground text-xs">
          {!isAnsweredHere(question.id) && status === 'answered' && 'Decided elsewhere: '}
          {questionOutcomes[status]}
          {status === 'answered' && question.by && ` by ${question.by}`}
          {status === 'answered' && <span className="font-mono">: {JSON.stringify(question.answer)}</span>}
        </p>
      )}
    </>
  )
}

function InDoubtBody({ call }: { call: ToolCall }) {
  return (
    <>
      <p className="flex items-start gap-2 font-medium">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warning-text" aria-hidden />
        The process died while this ran. Did it happen?
      </p>
      <ToolName toolId={call.toolId} operation={call.operation} />
      <ToolInputView toolInput={call.toolInput} />
      {call.status === 'in_doubt' ? (
        <InDoubtActions toolCallId={call.toolCallId} sessionId={call.sessionId} />
      ) : (
        <p className="text-muted-foreground text-xs">
          Settled:{' '}
          {call.happened === 'yes' ? 'it happened' : call.happened === 'no' ? 'it did not happen' : call.status}
        </p>
      )}
    </>
  )
}

const expiryOf = (item: InboxItem): string | null => {
  if (item.kind === 'permission') return item.permission.expiresAt
  return item.kind === 'question' ? item.question.expiresAt : null
}

const seqHref = (item: InboxItem): string =>
  `/session?id=${encodeURIComponent(item.sessionId)}${item.kind === 'in_doubt' ? `&event=${item.call.seq}` : ''}`

/** How a request is chosen for an answer together with others. */
interface Choice {
  chosen: boolean
  onToggle: (range: boolean) => void
}

function ChoiceBox({ item, choice }: { item: InboxItem; choice: Choice }) {
  return (
    <span className="-my-1 -ml-1.5 flex size-6 shrink-0 items-center justify-center">
      <input
        type="checkbox"
        checked={choice.chosen}
        aria-label={`Select the request of ${item.title ?? 'an untitled session'}`}
        onChange={() => {}}
        onClick={(event) => choice.onToggle(event.shiftKey)}
        className="size-3.5 accent-accent"
      />
    </span>
  )
}

function CardHead({ item, choice }: { item: InboxItem; choice: Choice | null }) {
  const expiry = expiryOf(item)
  return (
    <header className="flex items-center gap-2 border-b px-3.5 py-2 text-xs">
      {choice && <ChoiceBox item={item} choice={choice} />}
      <Link
        href={seqHref(item)}
        className="flex min-w-0 items-center gap-1 rounded font-medium hover:text-accent-text hover:underline"
        title="Open in context"
      >
        <span className="truncate">{item.title ?? 'Untitled session'}</span>
        <ArrowUpRight className="size-3.5 shrink-0 text-subtle-foreground" aria-hidden />
      </Link>
      <span className="flex-1" />
      <span className="shrink-0 text-muted-foreground">
        {isOpen(item) && <span className="max-sm:sr-only">waiting </span>}
        <Age at={item.createdAt} />
        {isOpen(item) && expiry && (
          <>
            {' · '}
            <Countdown until={expiry} />
          </>
        )}
      </span>
    </header>
  )
}

/** One request with everything that is needed to decide it. */
export function InboxCard({
  item,
  current,
  mode,
  onMode,
  onCurrent,
  choice,
}: {
  item: InboxItem
  /** Keys act on it. */
  current: boolean
  mode: AnswerMode
  onMode: (mode: AnswerMode) => void
  onCurrent: () => void
  /** Null when it cannot be answered together with others. */
  choice: Choice | null
}) {
  const open = isOpen(item)
  return (
    <article
      id={item.key}
      aria-label={`Request of ${item.title ?? 'an untitled session'}`}
      aria-current={current || undefined}
      tabIndex={-1}
      onFocus={onCurrent}
      className={`scroll-my-4 rounded-lg border outline-none transition-colors ${current ? 'border-accent-line ring-1 ring-accent-line' : ''} ${choice?.chosen ? 'bg-selected' : open ? 'bg-raised' : 'bg-muted'}`}
    >
      <CardHead item={item} choice={choice} />
      <div className="flex flex-col gap-2.5 p-3.5">
        {item.kind === 'permission' && <PermissionBody permission={item.permission} mode={mode} onMode={onMode} />}
        {item.kind === 'question' && <QuestionBody question={item.question} />}
        {item.kind === 'in_doubt' && <InDoubtBody call={item.call} />}
      </div>
    </article>
  )
}
