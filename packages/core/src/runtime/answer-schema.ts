import { SojournError } from '@sojourn/contract/error'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import { z } from 'zod'

/**
 * [P7] The answer as it fits the question's JSON Schema: the schema's defaults stand where it says nothing.
 * VALIDATION_FAILED names the paths that are wrong.
 */
export const fittingAnswer = (schema: JsonObject, answer: JsonValue): JsonValue => {
  const result = parserOf(schema).safeParse(answer)
  if (result.success) return result.data as JsonValue
  const issues = result.error.issues.map(({ path, message }) => ({ path: ['answer', ...path].join('.'), message }))
  throw new SojournError('VALIDATION_FAILED', 'The answer does not fit the question’s schema.', { issues })
}

/** A runner's schema that cannot be read must not make its question unanswerable: any answer fits it. */
const parserOf = (schema: JsonObject): z.ZodType => {
  try {
    return z.fromJSONSchema(schema)
  } catch {
    return z.unknown()
  }
}
