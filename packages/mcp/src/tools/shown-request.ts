import type { Permission } from '@sojourn/contract/permission'
import { permissionOption } from '@sojourn/contract/permission'
import type { Question } from '@sojourn/contract/question'
import { z } from 'zod'
import type { SessionsPort } from '../sessions-port.ts'
import { bounded } from '../tool.ts'

/** Something that waits for an answer. */
export const shownRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('permission'),
    permissionId: z.string(),
    sessionId: z.string(),
    runId: z.string(),
    tool: z.string(),
    input: z.string().describe('Input of the tool as JSON, cut when it is long'),
    options: z.array(permissionOption),
    reason: z.string(),
    expiresAt: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('question'),
    questionId: z.string(),
    sessionId: z.string(),
    runId: z.string(),
    prompt: z.string(),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the answer'),
    expiresAt: z.string().nullable(),
  }),
])
export type ShownRequest = z.infer<typeof shownRequest>

const maxInput = 2_000

const showPermission = (permission: Permission): ShownRequest => ({
  kind: 'permission',
  permissionId: permission.id,
  sessionId: permission.sessionId,
  runId: permission.runId,
  tool: `${permission.toolId}.${permission.operation}`,
  input: bounded(JSON.stringify(permission.toolInput), maxInput),
  options: permission.options,
  reason: permission.reason,
  expiresAt: permission.expiresAt,
})

const showQuestion = ({ id, sessionId, runId, prompt, schema, expiresAt }: Question): ShownRequest => ({
  kind: 'question',
  questionId: id,
  sessionId,
  runId,
  prompt,
  schema,
  expiresAt,
})

/** What waits for an answer, oldest first; of one session, or of all. */
export const pendingRequests = async (
  port: SessionsPort,
  { sessionId, limit }: { sessionId?: string | undefined; limit: number },
  signal: AbortSignal,
): Promise<ShownRequest[]> => {
  const query = { status: 'pending' as const, sessionId, limit }
  const [permissions, questions] = await Promise.all([
    port.permissions(query, { signal }),
    port.questions(query, { signal }),
  ])
  return [...permissions.items.map(showPermission), ...questions.items.map(showQuestion)]
}

export const requestText = (request: ShownRequest): string =>
  request.kind === 'permission'
    ? `Permission ${request.permissionId} (session ${request.sessionId}): ${request.tool} with ${request.input}. ${request.reason} Answer with answer_permission: ${request.options.join(', ')}.`
    : `Question ${request.questionId} (session ${request.sessionId}): ${request.prompt} Answer with answer_question; schema ${JSON.stringify(request.schema)}.`
