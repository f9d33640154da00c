import { agentId, sessionId, timeInput } from '@sojourn/contract/ids'
import { type JsonObject, type JsonValue, jsonObject, jsonValue } from '@sojourn/contract/json'
import {
  ageInput,
  recoverStrategy,
  runtimeBackend,
  type Session,
  sessionStatus,
  sessionType,
} from '@sojourn/contract/session'
import { z } from 'zod'

/** A session as this form has it. */
export interface SnakeCaseSession {
  id: string
  agent_id: string
  session_type: string
  status: Session['status']
  context: JsonObject
  /** The current checkpoint's value; null when there is none. */
  checkpoint: JsonValue
  runtime_backend: Session['runtimeBackend']
  runtime_metadata: JsonObject
  created_at: string
  updated_at: string
}

type Shown = Pick<
  Session,
  | 'id'
  | 'agentId'
  | 'sessionType'
  | 'status'
  | 'context'
  | 'runtimeBackend'
  | 'runtimeMetadata'
  | 'createdAt'
  | 'updatedAt'
>

export const toSnakeCase = (session: Shown, checkpoint: JsonValue): SnakeCaseSession => ({
  id: session.id,
  agent_id: session.agentId,
  session_type: session.sessionType,
  status: session.status,
  context: session.context,
  checkpoint,
  runtime_backend: session.runtimeBackend,
  runtime_metadata: session.runtimeMetadata,
  created_at: session.createdAt,
  updated_at: session.updatedAt,
})

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** The names of an answer's own fields in snake case; for answers whose values are numbers and texts only. */
export const snakeCaseNames = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeCaseNames)
  if (!isObject(value)) return value
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [snake(name), snakeCaseNames(item)]))
}

const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value)
const status = z.preprocess(lowerCase, sessionStatus)
const backend = z.preprocess(lowerCase, runtimeBackend)
const flag = z.enum(['true', 'false', '1', '0', '']).transform((text) => text === 'true' || text === '1' || text === '')

export const createBody = z.object({
  id: sessionId.optional(),
  agent_id: agentId.optional(),
  session_type: sessionType.optional(),
  context: jsonObject.nullish(),
  checkpoint: jsonValue.nullish(),
  runtime_backend: backend.optional(),
  runtime_metadata: jsonObject.nullish(),
})

export const updateBody = z.object({
  status: status.optional(),
  session_type: sessionType.optional(),
  context: jsonObject.nullable().optional(),
  checkpoint: jsonValue.nullable().optional(),
  runtime_backend: backend.optional(),
  runtime_metadata: jsonObject.nullable().optional(),
})

export const updateQuery = z.object({
  /** Merges `context` and `runtime_metadata` (RFC 7396) instead of replacing them. */
  merge: flag.optional(),
})

const limit = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1).max(1000))

export const listQuery = z.object({
  agent_id: agentId.optional(),
  status: status.optional(),
  session_type: sessionType.optional(),
  created_after: timeInput.optional(),
  created_before: timeInput.optional(),
  limit: limit.optional(),
})

export const deleteQuery = z.object({ force: flag.optional() })

export const recoverBody = z.object({ strategy: recoverStrategy.optional() })

export const cleanupBody = z.object({
  older_than: ageInput,
  /** Default: completed ones. */
  status: status.optional(),
  agent_id: agentId.optional(),
  session_type: sessionType.optional(),
  dry_run: z.boolean().optional(),
})
