import type { Page } from '@sojourn/contract/page'
import type { AnswerQuestionInput, ListQuestionsInput, Question } from '@sojourn/contract/question'
import type { Committed, Method } from './call.ts'

export interface QuestionsApi {
  /** Of all sessions, oldest first. */
  list: Method<ListQuestionsInput, Page<Question>>
  get: Method<{ questionId: string }, Question>
  /** `answer` fits the question's JSON Schema. The first answer wins. */
  answer: Method<AnswerQuestionInput, Committed<Question>>
}

export const questionKinds = {
  list: 'query',
  get: 'query',
  answer: 'mutation',
} as const satisfies Record<keyof QuestionsApi, string>
