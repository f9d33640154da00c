import { z } from 'zod'

type Convert = (value: string | readonly string[]) => unknown
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a field holds beneath `optional`, `nullable`, `default` and `pipe`. */
const innermost = (schema: z.core.$ZodType): z.core.$ZodType => {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return innermost(schema.unwrap())
  }
  return schema instanceof z.ZodPipe ? innermost(schema.in) : schema
}

const toNumber: Convert = (value) =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value
const toBoolean: Convert = (value) => (value === 'true' ? true : value === 'false' ? false : value)
const toList: Convert = (value) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value)
const asIs: Convert = (value) => value

/**
 * Everything in a query is text; only what the schema wants as a number, boolean or list is converted. What does not
 * look like one stays text, so that the schema refuses it and names the field.
 */
const convertFor = (schema: z.core.$ZodType): Convert => {
  const inner = innermost(schema)
  if (inner instanceof z.ZodNumber) return toNumber
  if (inner instanceof z.ZodBoolean) return toBoolean
  return inner instanceof z.ZodArray ? toList : asIs
}

/** Fields of an object schema by name; none for anything else. */
export const fieldsOf = (schema: unknown): Readonly<Record<string, z.core.$ZodType>> =>
  schema instanceof z.ZodObject ? schema.shape : {}

/**
 * A reader for queries: `names` maps parameters to fields of `schema`. The answer has the fields that were given,
 * converted but not yet validated; parameters that the route does not know are left out.
 */
export const queryReader = (
  schema: unknown,
  names: Readonly<Record<string, string>>,
): ((query: Query) => Record<string, unknown>) => {
  const fields = fieldsOf(schema)
  const readers = Object.entries(names).map(([parameter, field]) => {
    const type = fields[field]
    return { parameter, field, convert: type ? convertFor(type) : asIs }
  })
  return (query) => {
    const input: Record<string, unknown> = {}
    for (const { parameter, field, convert } of readers) {
      const value = query[parameter]
      if (value !== undefined) input[field] = convert(value)
    }
    return input
  }
}
