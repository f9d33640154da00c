import { pageOf } from '@sojourn/contract/page'
import {
  answerQuestionInput,
  committedQuestion,
  listQuestionsInput,
  question,
  questionRef,
} from '@sojourn/contract/question'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const questionProcedures = {
  list: procedure
    .meta({ summary: 'List questions of all sessions, oldest first' })
    .input(listQuestionsInput)
    .output(pageOf(question))
    .query(({ ctx, input }) => ctx.runtime.questions.list(ctx.actor, input)),
  get: procedure
    .meta({ summary: 'Get a question' })
    .input(questionRef)
    .output(question)
    .query(({ ctx, input }) => ctx.runtime.questions.get(ctx.actor, input)),
  answer: procedure
    .meta({ summary: 'Answer a question; the first answer wins' })
    .input(answerQuestionInput)
    .output(committedQuestion)
    .mutation(once(({ ctx, input }) => ctx.runtime.questions.answer(ctx.actor, input))),
}
