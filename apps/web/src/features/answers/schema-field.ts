import type { JsonObject, JsonValue } from '@sojourn/contract/json'

/** A field that a form can ask for. Whatever a schema says beyond these is asked for as JSON. */
export type SchemaField = {
  /** Path in the answer; empty when the answer is this one value. */
  name: string
  label: string
  hint: string | null
  required: boolean
} & (
  | {
      kind: 'text'
      long: boolean
      minLength: number
      maxLength: number | null
      pattern: string | null
      initial: string
    }
  | { kind: 'number'; integer: boolean; minimum: number | null; maximum: number | null; initial: number | null }
  | { kind: 'boolean'; initial: boolean }
  | { kind: 'choice'; values: readonly JsonValue[]; initial: JsonValue | null }
)

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null)
const number = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null)

const words = (name: string): string => {
  const spaced = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

interface Place {
  name: string
  required: boolean
}

const fieldOf = (schema: JsonObject, { name, required }: Place): SchemaField | null => {
  const label = text(schema.title) ?? (name === '' ? 'Answer' : words(name))
  const base = { name, label, hint: text(schema.description), required }
  const initial = schema.default
  if (Array.isArray(schema.enum)) return { ...base, kind: 'choice', values: schema.enum, initial: initial ?? null }
  switch (schema.type) {
    case 'string': {
      const maxLength = number(schema.maxLength)
      const long = text(schema.format) === 'textarea' || (maxLength ?? 0) > 200
      const minLength = number(schema.minLength) ?? 0
      return {
        ...base,
        kind: 'text',
        long,
        minLength,
        maxLength,
        pattern: text(schema.pattern),
        initial: text(initial) ?? '',
      }
    }
    case 'number':
    case 'integer': {
      const [minimum, maximum] = [number(schema.minimum), number(schema.maximum)]
      return { ...base, kind: 'number', integer: schema.type === 'integer', minimum, maximum, initial: number(initial) }
    }
    case 'boolean':
      return { ...base, kind: 'boolean', initial: initial === true }
    default:
      return null
  }
}

const keywordsBeyondForms = ['oneOf', 'anyOf', 'allOf', 'not', '$ref', 'if', 'patternProperties']

/** The fields of a schema, or null when it has to be answered with raw JSON. */
export const schemaFields = (schema: JsonObject): SchemaField[] | null => {
  if (keywordsBeyondForms.some((keyword) => keyword in schema)) return null
  if (schema.type !== 'object') {
    const field = fieldOf(schema, { name: '', required: true })
    return field && [field]
  }
  if (!isObject(schema.properties)) return null
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const fields = Object.entries(schema.properties).map(([name, property]) =>
    isObject(property) ? fieldOf(property, { name, required: required.has(name) }) : null,
  )
  return fields.every((field) => field !== null) && fields.length > 0 ? fields : null
}

/** What is typed, by field name; a number stays text until it is sent. */
export type FieldValues = Record<string, string | boolean>

export const initialValues = (fields: readonly SchemaField[]): FieldValues =>
  Object.fromEntries(fields.map((field) => [field.name, field.kind === 'boolean' ? field.initial : initialText(field)]))

const initialText = (field: Exclude<SchemaField, { kind: 'boolean' }>): string => {
  if (field.initial === null) return ''
  return field.kind === 'choice' ? JSON.stringify(field.initial) : String(field.initial)
}

/** A pattern that is no regular expression checks nothing: the server has the last word anyway. */
const matches = (pattern: string, value: string): boolean => {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

const textProblem = (field: SchemaField & { kind: 'text' }, value: string): string | null => {
  if (value.length < field.minLength) return `At least ${field.minLength} characters`
  if (field.maxLength !== null && value.length > field.maxLength) return `At most ${field.maxLength} characters`
  if (field.pattern !== null && !matches(field.pattern, value)) return `Must match ${field.pattern}`
  return null
}

const numberProblem = (field: SchemaField & { kind: 'number' }, value: string): string | null => {
  const parsed = Number(value)
  if (Number.isNaN(parsed)) return 'Must be a number'
  if (field.integer && !Number.isInteger(parsed)) return 'Must be a whole number'
  if (field.minimum !== null && parsed < field.minimum) return `At least ${field.minimum}`
  if (field.maximum !== null && parsed > field.maximum) return `At most ${field.maximum}`
  return null
}

/** Why a value cannot be sent, or null. */
export const problemWith = (field: SchemaField, value: string | boolean): string | null => {
  if (typeof value === 'boolean') return null
  if (value === '') return field.required ? 'Required' : null
  if (field.kind === 'text') return textProblem(field, value)
  return field.kind === 'number' ? numberProblem(field, value) : null
}

const typedValue = (field: SchemaField, value: string | boolean | undefined): JsonValue | undefined => {
  if (field.kind === 'boolean') return value === true
  if (typeof value !== 'string' || value === '') return undefined
  if (field.kind === 'number') return Number(value)
  return field.kind === 'choice' ? (JSON.parse(value) as JsonValue) : value
}

/** The answer as the schema wants it; fields left empty are left out. */
export const answerOf = (fields: readonly SchemaField[], values: FieldValues): JsonValue => {
  const [only] = fields
  if (only?.name === '') return typedValue(only, values['']) ?? null
  const answer: JsonObject = {}
  for (const field of fields) {
    const value = typedValue(field, values[field.name])
    if (value !== undefined) answer[field.name] = value
  }
  return answer
}
