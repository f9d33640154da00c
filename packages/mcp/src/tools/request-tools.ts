import { permissionId, questionId, sessionId } from '@sojourn/contract/ids'
import { jsonValue } from '@sojourn/contract/json'
import { permissionOption, permissionStatus, ruleScope } from '@sojourn/contract/permission'
import { questionStatus } from '@sojourn/contract/question'
import { z } from 'zod'
import type { Tool } from '../tool.ts'
import { pendingRequests, requestText, shownRequest } from './shown-request.ts'

const inboxInput = z.object({ sessionId: sessionId.optional().describe('Only of this session') })
const inboxOutput = z.object({ requests: z.array(shownRequest) })

export const inbox: Tool<typeof inboxInput, typeof inboxOutput> = {
  name: 'inbox',
  title: 'What waits for an answer',
  description: 'Lists permissions and questions that wait for an answer, oldest first, in one session or in all.',
  input: inboxInput,
  output: inboxOutput,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ port, signal }, { sessionId }) {
    const requests = await pendingRequests(port, { sessionId, limit: 50 }, signal)
    const text = requests.length === 0 ? 'Nothing waits for an answer.' : requests.map(requestText).join('\n')
    return { data: { requests }, text }
  },
}

const answerPermissionInput = z.object({
  permissionId,
  option: permissionOption.describe('allow_always and reject_always keep the answer as a rule'),
  scope: ruleScope.optional().describe('How far a rule that is kept reaches; default: the session'),
  message: z.string().max(2000).optional().describe('Told to the agent, for example why not'),
})
const answeredPermission = z.object({ permissionId: z.string(), status: permissionStatus, by: z.string().nullable() })

export const answerPermission: Tool<typeof answerPermissionInput, typeof answeredPermission> = {
  name: 'answer_permission',
  title: 'Answer a permission',
  description:
    'Allows or refuses a tool call that waits for permission. The first answer wins. Look at its input before you allow it; when in doubt, leave it to a person.',
  input: answerPermissionInput,
  output: answeredPermission,
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  async run({ port, signal }, { scope, ...input }) {
    const always = input.option.endsWith('_always')
    const { id, status, by } = await port.answerPermission(
      { ...input, ...(always && { scope: scope ?? 'session' }) },
      { signal },
    )
    return { data: { permissionId: id, status, by }, text: `Permission ${id} is ${status}.` }
  },
}

const answerQuestionInput = z.object({ questionId, answer: jsonValue.describe('Fits the schema of the question') })
const answeredQuestion = z.object({ questionId: z.string(), status: questionStatus })

export const answerQuestion: Tool<typeof answerQuestionInput, typeof answeredQuestion> = {
  name: 'answer_question',
  title: 'Answer a question',
  description: 'Answers a question that an agent has asked. The first answer wins.',
  input: answerQuestionInput,
  output: answeredQuestion,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ port, signal }, input) {
    const { id, status } = await port.answerQuestion(input, { signal })
    return { data: { questionId: id, status }, text: `Question ${id} is ${status}.` }
  },
}
