import type { JsonObject, JsonValue } from '@sojourn/sdk'
import { UsageError } from '../usage-error.ts'

/** What an answer of a given JSON Schema is asked for as. The server checks it against the whole schema. */
export type AnswerForm =
  | { form: 'text' }
  | { form: 'number'; whole: boolean }
  | { form: 'yes or no' }
  | { form: 'choice'; values: JsonValue[] }
  | { form: 'fields'; fields: AnswerField[] }
  | { form: 'json' }

export interface AnswerField {
  name: string
  /** What a person reads: the schema's title or description, else the name. */
  label: string
  required: boolean
  schema: JsonObject
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const answerForm = (schema: JsonObject): AnswerForm => {
  if (Array.isArray(schema.enum)) return { form: 'choice', values: schema.enum }
  switch (schema.type) {
    case 'string':
      return { form: 'text' }
    case 'boolean':
      return { form: 'yes or no' }
    case 'number':
    case 'integer':
      return { form: 'number', whole: schema.type === 'integer' }
    case 'object':
      return isObject(schema.properties)
        ? { form: 'fields', fields: fieldsOf(schema, schema.properties) }
        : { form: 'json' }
    default:
      return { form: 'json' }
  }
}

const fieldsOf = (schema: JsonObject, properties: JsonObject): AnswerField[] => {
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(properties).map(([name, property]) => {
    const own = isObject(property) ? property : {}
    const label = [own.title, own.description].find((text) => typeof text === 'string')
    return { name, label: typeof label === 'string' ? label : name, required: required.includes(name), schema: own }
  })
}

/**
 * An answer as it stands on the command line: a word for a text, JSON for everything else, `name=value` for fields.
 * Throws a UsageError that says what fits.
 */
export const answerFromWords = (schema: JsonObject, words: readonly string[]): JsonValue => {
  const form = answerForm(schema)
  if (form.form === 'fields' && words.every((word) => /^[^={]+=/.test(word))) {
    return Object.fromEntries(
      words.map((word) => {
        const name = word.slice(0, word.indexOf('='))
        const field = form.fields.find((candidate) => candidate.name === name)
        if (!field) throw new UsageError(`The question has no field "${name}"; it has ${names(form.fields)}.`)
        return [name, answerFromText(field.schema, word.slice(name.length + 1))]
      }),
    )
  }
  return answerFromText(schema, words.join(' '))
}

const names = (fields: readonly AnswerField[]): string => fields.map(({ name }) => name).join(', ')

/** One value out of what somebody typed. */
export const answerFromText = (schema: JsonObject, typed: string): JsonValue => {
  const form = answerForm(schema)
  switch (form.form) {
    case 'text':
      return typed
    case 'yes or no':
      return yesOrNo(typed)
    case 'number':
      return number(typed, form.whole)
    case 'choice':
      return choice(form.values, typed)
    case 'fields':
      return json(typed, `name=value for ${names(form.fields)}, or JSON`)
    case 'json':
      return json(typed, 'JSON')
  }
}

const yesOrNo = (typed: string): boolean => {
  if (/^(y|yes|true)$/i.test(typed)) return true
  if (/^(n|no|false)$/i.test(typed)) return false
  throw new UsageError(`Answer yes or no, not "${typed}".`)
}

const number = (typed: string, whole: boolean): number => {
  const value = Number(typed)
  if (typed.trim() !== '' && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value
  throw new UsageError(`Answer with a ${whole ? 'whole number' : 'number'}, not "${typed}".`)
}

const choice = (values: readonly JsonValue[], typed: string): JsonValue => {
  const found = values.find((value) => value === typed || JSON.stringify(value) === typed)
  if (found !== undefined) return found
  throw new UsageError(`Answer with one of ${values.map((value) => JSON.stringify(value)).join(', ')}.`)
}

const json = (typed: string, wanted: string): JsonValue => {
  try {
    return JSON.parse(typed)
  } catch {
    throw new UsageError(`Answer with ${wanted}, not "${typed}".`)
  }
}
