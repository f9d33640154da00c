import { confirm, isCancel, select, text } from '@clack/prompts'
import type { JsonObject, JsonValue, Question } from '@sojourn/sdk'
import { oneLine } from '../output/plain-text.ts'
import { UsageError } from '../usage-error.ts'
import { answerForm, answerFromText } from './answer-schema.ts'
import type { Reply } from './reply.ts'

/** Asks at the terminal, field by field. The signal takes the question back. */
export const askQuestion = async (question: Question, signal: AbortSignal): Promise<Reply<JsonValue>> => {
  const form = answerForm(question.schema)
  if (form.form !== 'fields')
    return askValue({ label: question.prompt, schema: question.schema, required: true }, signal)
  const answer: JsonObject = {}
  for (const field of form.fields) {
    const given = await askValue(field, signal)
    if (typeof given === 'string') return given
    if (given.answer !== '' || field.required) answer[field.name] = given.answer
  }
  return { answer }
}

interface Asked {
  label: string
  schema: JsonObject
  /** An empty answer is none, unless it is required. */
  required: boolean
}

const askValue = async ({ label, schema, required }: Asked, signal: AbortSignal): Promise<Reply<JsonValue>> => {
  const common = { message: oneLine(label), signal, withGuide: false }
  const form = answerForm(schema)
  if (form.form === 'yes or no') return unlessCancelled(await confirm(common))
  if (form.form === 'choice') {
    const options = form.values.map((value, at) => ({
      value: at,
      label: typeof value === 'string' ? value : JSON.stringify(value),
    }))
    const chosen = await select({ ...common, options })
    return isCancel(chosen) ? 'interrupted' : { answer: form.values[chosen] ?? null }
  }
  const typed = await text({ ...common, validate: (value = '') => faultOf(schema, value, required) })
  if (isCancel(typed)) return 'interrupted'
  return { answer: typed === '' && !required ? '' : answerFromText(schema, typed) }
}

const unlessCancelled = (answer: boolean | symbol): Reply<JsonValue> =>
  typeof answer === 'symbol' ? 'interrupted' : { answer }

/** Why this cannot be the answer, while it is typed. */
const faultOf = (schema: JsonObject, typed: string, required: boolean): string | undefined => {
  if (typed === '' && !required) return undefined
  try {
    answerFromText(schema, typed)
    return undefined
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}
