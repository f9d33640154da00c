import { SojournError } from '@sojourn/contract/error'
import { logLevel, planStep } from '@sojourn/contract/event'
import { jsonObject, jsonValue } from '@sojourn/contract/json'
import { sessionTitle } from '@sojourn/contract/session'
import { toolEffect, toolName } from '@sojourn/contract/tool-call'
import { z } from 'zod'
import { parseOrRefuse } from '../parse-or-refuse.ts'

const maxSteps = 10_000
const dayMs = 24 * 3_600_000

/** Milliseconds that a script may wait at once: up to one day. */
export const waitMs = z.int().min(0).max(dayMs)

const streamed = {
  /** Number of deltas; default: one for each word. */
  chunks: z.int().min(1).max(100_000).optional(),
  /** Milliseconds between two deltas. */
  delayMs: z.int().min(0).max(60_000).optional(),
}
const text = z.string().max(1_000_000)

const toolUse = z.strictObject({
  toolId: toolName,
  operation: toolName,
  toolInput: jsonValue.default({}),
  effect: toolEffect.optional(),
  title: z.string().min(1).max(500).optional(),
})
export type ToolUse = z.infer<typeof toolUse>

/** Every step by the key that names it; `step` stands before `tool`, which is a part of it. */
const stepSchemas = {
  step: z.strictObject({ step: z.string().min(1).max(200), tool: toolUse.optional() }),
  text: z.strictObject({ text, ...streamed }),
  thinking: z.strictObject({ thinking: text, ...streamed }),
  plan: z.strictObject({ plan: z.array(planStep).max(500) }),
  tool: z.strictObject({ tool: toolUse }),
  ask: z.strictObject({
    ask: z.strictObject({ prompt: z.string().min(1).max(10_000), schema: jsonObject.default({ type: 'string' }) }),
  }),
  sleep: z.strictObject({ sleep: waitMs }),
  log: z.strictObject({
    log: z.strictObject({ level: logLevel, message: z.string().max(10_000) }),
    repeat: z.int().min(1).max(1_000_000).optional(),
  }),
  checkpoint: z.strictObject({ checkpoint: jsonValue, label: z.string().min(1).max(200).optional() }),
  usage: z.strictObject({ usage: jsonObject }),
  title: z.strictObject({ title: sessionTitle }),
  fail: z.strictObject({ fail: z.strictObject({ message: z.string().min(1).max(10_000) }) }),
  failAttempts: z.strictObject({ failAttempts: z.int().min(0).max(1000) }),
}

type StepSchemas = typeof stepSchemas
export type StepKind = keyof StepSchemas
export type StepOf<Kind extends StepKind> = { kind: Kind } & z.infer<StepSchemas[Kind]>
export type ScriptStep = { [Kind in StepKind]: StepOf<Kind> }[StepKind]
export type Script = readonly ScriptStep[]

const stepKinds = Object.keys(stepSchemas) as StepKind[]

const kindOf = (value: unknown): StepKind | null => {
  if (typeof value !== 'object' || value === null) return null
  return stepKinds.find((kind) => Object.hasOwn(value, kind)) ?? null
}

const refuse = (path: string, message: string): never => {
  throw new SojournError('VALIDATION_FAILED', message, { issues: [{ path, message }] })
}

const parseStep = (value: unknown, index: number, at: string): ScriptStep => {
  const path = `${at}.${index}`
  const what = `Step ${index + 1} of the script`
  const kind = kindOf(value) ?? refuse(path, `${what} is not a step: it needs one of ${stepKinds.join(', ')}`)
  // What `kind` says about the schema is lost to the compiler, which sees the union of all.
  return { kind, ...parseOrRefuse(stepSchemas[kind], value, { what, at: path }) } as ScriptStep
}

/**
 * Checks a script. Throws SojournError VALIDATION_FAILED that names the step (counted from 1 in the message, from 0 in
 * the path) and what is wrong with it. `at`: path of the script within what the caller sent.
 */
export const parseScript = (value: unknown, at: string): Script => {
  if (!Array.isArray(value)) return refuse(at, 'A script is a JSON array of steps')
  if (value.length > maxSteps) return refuse(at, `A script has at most ${maxSteps} steps, this one ${value.length}`)
  return value.map((step, index) => parseStep(step, index, at))
}

const marker = /^@script\s+/

/** The script in an input that starts with `@script `; null when it does not. Throws like `parseScript`. */
export const scriptInInput = (input: string): Script | null => {
  const found = marker.exec(input)
  if (!found) return null
  let value: unknown
  try {
    value = JSON.parse(input.slice(found[0].length))
  } catch (error) {
    return refuse('script', `The script is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  return parseScript(value, 'script')
}
