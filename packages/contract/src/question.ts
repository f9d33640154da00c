import { z } from 'zod'
import { agentId, questionId, runId, seq, sessionId, timestamp } from './ids.ts'
import { jsonObject, jsonValue } from './json.ts'
import { pageRequest } from './page.ts'

export const questionStatus = z.enum(['pending', 'answered', 'expired', 'cancelled', 'superseded'])
export type QuestionStatus = z.infer<typeof questionStatus>

/** A structured question to a person ([P7]); `schema` is the JSON Schema of the answer. */
export const question = z.object({
  id: questionId,
  sessionId,
  runId,
  agentId,
  prompt: z.string(),
  schema: jsonObject,
  status: questionStatus,
  answer: jsonValue.nullable(),
  by: z.string().nullable(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  resolvedAt: timestamp.nullable(),
})
export type Question = z.infer<typeof question>
export const committedQuestion = question.extend({ seq })
export const questionRef = z.object({ questionId })

export const answerQuestionInput = z.object({ questionId, answer: jsonValue })
export type AnswerQuestionInput = z.infer<typeof answerQuestionInput>

export const listQuestionsInput = pageRequest.extend({
  status: questionStatus.optional(),
  sessionId: sessionId.optional(),
})
export type ListQuestionsInput = z.infer<typeof listQuestionsInput>
