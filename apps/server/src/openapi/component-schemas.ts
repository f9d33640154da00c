import { agent } from '@sojourn/contract/agent'
import { block } from '@sojourn/contract/block'
import { blocked } from '@sojourn/contract/blocked'
import { checkpoint } from '@sojourn/contract/checkpoint'
import { sessionEvent } from '@sojourn/contract/event'
import { sessionId, timeInput, timestamp } from '@sojourn/contract/ids'
import { permission, permissionExplanation, permissionRule } from '@sojourn/contract/permission'
import { question } from '@sojourn/contract/question'
import { committedRun, run, runInput, settledRun } from '@sojourn/contract/run'
import { committedSession, session, sessionSummary } from '@sojourn/contract/session'
import { sessionMetrics, sessionUsage } from '@sojourn/contract/session-metrics'
import { sessionLimits, sessionPolicy } from '@sojourn/contract/session-policy'
import { systemInfo } from '@sojourn/contract/system'
import { toolCall } from '@sojourn/contract/tool-call'
import { usageTotals } from '@sojourn/contract/usage'
import { usageReport } from '@sojourn/contract/usage-report'
import { z } from 'zod'

type JsonSchema = z.core.JSONSchema.BaseSchema

const names = z.registry<{ id: string }>()
const named: Record<string, z.ZodType> = {
  Agent: agent,
  Block: block,
  Blocked: blocked,
  Checkpoint: checkpoint,
  CommittedRun: committedRun,
  CommittedSession: committedSession,
  // All ids but those that runners choose are one schema.
  Id: sessionId,
  Permission: permission,
  PermissionExplanation: permissionExplanation,
  PermissionRule: permissionRule,
  Question: question,
  Run: run,
  RunInput: runInput,
  Session: session,
  SessionEvent: sessionEvent,
  SessionLimits: sessionLimits,
  SessionMetrics: sessionMetrics,
  SessionPolicy: sessionPolicy,
  SessionSummary: sessionSummary,
  SessionUsage: sessionUsage,
  SettledRun: settledRun,
  SystemInfo: systemInfo,
  TimeInput: timeInput,
  Timestamp: timestamp,
  ToolCall: toolCall,
  UsageReport: usageReport,
  UsageTotals: usageTotals,
}
for (const [id, schema] of Object.entries(named)) names.add(schema, { id })

/** Collects the schemas that have a name, so that each is in the document once and referred to elsewhere. */
export class ComponentSchemas {
  readonly #collected = new Map<string, unknown>()

  /** The JSON Schema of what is sent (`input`) or answered (`output`), with references to the collected ones. */
  schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
    // Inside an object, so that a schema that has a name itself becomes a reference too.
    const { properties, $defs } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      metadata: names,
      unrepresentable: 'any',
    })
    for (const [name, definition] of Object.entries($defs ?? {})) this.#collected.set(name, refer(definition))
    return refer(properties?.it) as JsonSchema
  }

  toJSON(): Record<string, unknown> {
    return Object.fromEntries([...this.#collected].sort(([left], [right]) => left.localeCompare(right)))
  }
}

/** What zod adds that says nothing here: its names, and the pattern of a format. */
const isNoise = (key: string, value: unknown, owner: object): boolean =>
  key === '$schema' || (key === 'id' && typeof value === 'string') || (key === 'pattern' && 'format' in owner)

/** A schema without a word. */
const isAnything = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0

/** Points references at the document's components. */
const refer = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(refer)
  if (typeof value !== 'object' || value === null) return value
  // A choice that anything passes is none.
  if ('anyOf' in value && Array.isArray(value.anyOf) && value.anyOf.some(isAnything)) {
    const { anyOf, ...rest } = value
    return refer(rest)
  }
  const entries = Object.entries(value)
    .filter(([key, item]) => !isNoise(key, item, value))
    .map(([key, item]) => [
      key,
      key === '$ref' ? String(item).replace('#/$defs/', '#/components/schemas/') : refer(item),
    ])
  return Object.fromEntries(entries)
}
