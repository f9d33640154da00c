import { SojournError } from '@sojourn/contract/error'
import { defaultPageLimit } from '@sojourn/contract/page'
import type { AnswerQuestionInput, Question } from '@sojourn/contract/question'
import type { QuestionRecord } from '../ports/records.ts'
import type { Actor, AgentRuntime, Committed } from './agent-runtime.ts'
import { fittingAnswer } from './answer-schema.ts'
import { byOf, executeOn, type RuntimeContext, withoutProject } from './runtime-context.ts'

const questionOf = async (context: RuntimeContext, actor: Actor, questionId: string): Promise<QuestionRecord> => {
  const question = await context.store.getQuestion({ projectId: actor.projectId, id: questionId })
  if (!question) throw new SojournError('QUESTION_NOT_FOUND', `There is no question ${questionId}.`)
  return question
}

const answerQuestion = async (
  context: RuntimeContext,
  actor: Actor,
  { questionId, answer: given }: AnswerQuestionInput,
): Promise<Committed<Question>> => {
  const question = await questionOf(context, actor, questionId)
  const answer = question.status === 'pending' ? fittingAnswer(question.schema, given) : given
  try {
    const { seq } = await executeOn(context, { actor, sessionId: question.sessionId }, () => ({
      type: 'answerQuestion',
      questionId,
      answer,
      actor: byOf(actor),
    }))
    return { ...withoutProject(await questionOf(context, actor, questionId)), seq }
  } catch (error) {
    if (!(error instanceof SojournError) || error.code !== 'ALREADY_ANSWERED') throw error
    const stands = withoutProject(await questionOf(context, actor, questionId))
    throw new SojournError('ALREADY_ANSWERED', `The question was ${stands.status} by ${stands.by}.`, {
      meta: { question: stands },
    })
  }
}

export const questionProcedures = (context: RuntimeContext): AgentRuntime['questions'] => ({
  list: async (actor, { cursor, limit, status, sessionId }) => {
    const page = await context.store.listQuestions({
      projectId: actor.projectId,
      limit: limit ?? defaultPageLimit,
      ...(cursor ? { cursor } : {}),
      ...(status ? { status } : {}),
      ...(sessionId ? { sessionId } : {}),
    })
    return { items: page.items.map(withoutProject), nextCursor: page.nextCursor }
  },
  get: async (actor, { questionId }) => withoutProject(await questionOf(context, actor, questionId)),
  answer: (actor, input) => answerQuestion(context, actor, input),
})
