'use client'

import type { QuestionItem } from '@sojourn/contract/transcript'
import { CircleHelp } from 'lucide-react'
import { Countdown } from '@/components/ui/time.tsx'
import { QuestionForm } from '@/features/answers/question-form.tsx'
import { useAnswerQuestion } from '@/features/answers/use-answers.ts'

const outcomes = {
  answered: 'Answered',
  expired: 'Expired: nobody answered in time',
  cancelled: 'Cancelled with the run',
  superseded: 'Asked again by a later attempt',
} as const

function Outcome({ item, outcome }: { item: QuestionItem; outcome: keyof typeof outcomes }) {
  return (
    <p className="text-muted-foreground text-xs">
      {outcomes[outcome]}
      {outcome === 'answered' && item.by && ` by ${item.by}`}
      {outcome === 'answered' && (
        <span className="ml-1 font-mono text-foreground [overflow-wrap:anywhere]">
          {typeof item.answer === 'string' ? item.answer : JSON.stringify(item.answer)}
        </span>
      )}
    </p>
  )
}

/** A question of the agent, with its form in place. */
export function QuestionCard({ item }: { item: QuestionItem }) {
  const answer = useAnswerQuestion()
  const pending = item.outcome === 'pending'
  return (
    <section
      aria-label="Question"
      className={`flex flex-col gap-2.5 rounded-lg border px-3.5 py-3 ${pending ? 'border-warning-line bg-warning-soft' : 'bg-raised'}`}
    >
      <p className="flex items-start gap-2 text-base">
        <CircleHelp
          className={`mt-[3px] size-4 shrink-0 ${pending ? 'text-warning-text' : 'text-muted-foreground'}`}
          aria-hidden
        />
        <span className="flex-1">{item.prompt}</span>
        {pending && item.expiresAt && (
          <span className="shrink-0 text-muted-foreground text-xs">
            <Countdown until={item.expiresAt} />
          </span>
        )}
      </p>
      {item.outcome === 'pending' ? (
        <QuestionForm
          schema={item.schema}
          busy={answer.isPending || answer.isSuccess}
          onAnswer={(value) => answer.mutate({ questionId: item.questionId, answer: value })}
        />
      ) : (
        <Outcome item={item} outcome={item.outcome} />
      )}
    </section>
  )
}
