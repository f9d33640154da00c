import { escapeHtml } from './escape-html.ts'

/** The parts of a JSON Schema that the page shows. */
export interface SchemaPart {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  const?: unknown
  enum?: unknown[]
  items?: SchemaPart
  anyOf?: SchemaPart[]
  oneOf?: SchemaPart[]
  properties?: Record<string, SchemaPart>
  required?: string[]
  additionalProperties?: SchemaPart | boolean
}

/** Deeper objects are shown as `{…}`: whoever needs them reads the document itself. */
const MAX_DEPTH = 3

const alternatives = (schemas: readonly SchemaPart[], depth: number): string =>
  [...new Set(schemas.map((schema) => schemaText(schema, depth)))].join(' | ')

const objectText = ({ properties, required = [], additionalProperties }: SchemaPart, depth: number): string => {
  if (!properties) {
    return typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0
      ? `{ [key]: ${schemaText(additionalProperties, depth + 1)} }`
      : 'object'
  }
  if (depth >= MAX_DEPTH) return '{…}'
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${escapeHtml(name)}${required.includes(name) ? '' : '?'}: ${schemaText(schema, depth + 1)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

/** A schema as one line of HTML, in the way TypeScript writes types; names are links to their entry. */
export const schemaText = (schema: SchemaPart, depth = 0): string => {
  if (schema.$ref) {
    const name = escapeHtml(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1))
    return `<a href="#schema-${name}">${name}</a>`
  }
  if ('const' in schema) return escapeHtml(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map((value) => escapeHtml(JSON.stringify(value))).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return alternatives(either, depth)
  if (schema.type === 'array') return `${schemaText(schema.items ?? {}, depth)}[]`
  if (schema.type === 'object') return objectText(schema, depth)
  if (schema.type === undefined) return 'any'
  return escapeHtml([[schema.type].flat().join(' | '), schema.format].filter(Boolean).join(', '))
}
