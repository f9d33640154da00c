'use client'

import type { AnswerAllInput, AnswerPermissionInput } from '@sojourn/contract/permission'
import type { AnswerQuestionInput } from '@sojourn/contract/question'
import type { SettleToolCallInput } from '@sojourn/contract/tool-call'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { say, sayError } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'
import { problemOf } from '@/wire/problem.ts'
import { keys } from '@/wire/query-keys.ts'

/** Somebody else was faster: no error, but it must be said that this answer did not count. */
const onError = (error: unknown): Promise<void> => {
  const problem = problemOf(error)
  const late = problem?.code === 'ALREADY_ANSWERED' || problem?.code === 'ALREADY_SETTLED'
  return late ? say('Already decided', `${problem.detail}. Your answer was not needed.`) : sayError(error)
}

/** What this tab has answered; whatever else gets an answer was decided elsewhere. */
const answeredHere = new Set<string>()
export const isAnsweredHere = (id: string): boolean => answeredHere.has(id)

export const useAnswerPermission = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: AnswerPermissionInput) => getClient().permissions.answer.mutate(input),
    onSuccess: ({ id }) => answeredHere.add(id),
    onError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.inbox }),
  })
}

/** One answer to many requests. Each is answered or refused on its own; what was refused is in the result. */
export const useAnswerAll = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: AnswerAllInput) => getClient().permissions.answerAll.mutate(input),
    onSuccess: ({ items }) => {
      for (const { status, permissionId } of items) if (status === 'answered') answeredHere.add(permissionId)
    },
    onError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.inbox }),
  })
}

export const useAnswerQuestion = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: AnswerQuestionInput) => getClient().questions.answer.mutate(input),
    onSuccess: ({ id }) => answeredHere.add(id),
    onError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.inbox }),
  })
}

export const useSettleToolCall = () => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: SettleToolCallInput) => getClient().toolCalls.settle.mutate(input),
    onError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.inbox }),
  })
}
