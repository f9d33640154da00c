import { z } from 'zod'
import { eventData, eventTypes } from '../src/event.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** A JSON Schema as a person writes a type: `string`, `"a" | "b"`, `{ title: string, … }[]`. */
const typeText = (schema: JsonSchema, depth = 0): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' \\| ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return [...new Set(either.map((option) => typeText(option as JsonSchema, depth)))].join(' \\| ')
  if (schema.type === 'array') return `${typeText((schema.items ?? {}) as JsonSchema, depth)}[]`
  if (schema.type === 'object') return objectText(schema, depth)
  return typeof schema.type === 'string' ? schema.type : 'any JSON'
}

const objectText = (schema: JsonSchema, depth: number): string => {
  if (!schema.properties) return 'object'
  if (depth > 0) return 'object'
  return `{ ${fieldTexts(schema, depth + 1).join(', ')} }`
}

const fieldTexts = (schema: JsonSchema, depth: number): string[] =>
  Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?'
    return `${name}${optional}: ${typeText(field as JsonSchema, depth)}`
  })

const row = (type: keyof typeof eventData): string => {
  const schema = z.toJSONSchema(eventData[type], { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const fields = fieldTexts(schema, 0).map((field) => `\`${field.replaceAll('\\|', '|')}\``)
  return `| \`${type}\` | ${fields.join('<br>').replaceAll('|', '\\|')} |`
}

/** docs/events.md, made from the manifest. */
export const eventDocument = (): string =>
  [
    '# Events',
    '',
    'Everything that happens in a session is an event in its log. This page is made from',
    '`packages/contract/src/event.ts` by `node packages/contract/scripts/write-documents.ts`.',
    '',
    '```',
    '{ id, sessionId, seq, ts, type, v, runId?, source: "user" | "runner" | "runtime" | "operator", data, raw?, cut? }',
    '```',
    '',
    '`seq` starts at 1 and has no holes. `ts` is ISO-8601 UTC with milliseconds; two events may share one, so `seq` is the',
    'cursor and time is only a filter. `v` is the version of `data`. `synced {seq}` and pings are frames of a stream, not',
    'events: they have no id and are never stored. Clients show a type that they do not know as it is. `cut` marks an event',
    'whose long parts were left out because the reader had asked to be `brief`; read without that, it is whole.',
    'The key of an event is its session and its seq: a fork and an imported copy keep the ids of what they have copied.',
    '',
    '| type | data |',
    '| --- | --- |',
    ...eventTypes.map(row),
    '',
  ].join('\n')
