import { z } from 'zod'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

/**
 * Any JSON value. What arrives here was produced by a JSON parser whose depth and size the server bounds, so walking it
 * again would only cost time; `undefined` (a missing key) is the one thing JSON cannot say and is refused.
 */
export const jsonValue = z
  .unknown()
  .refine((value) => value !== undefined, { message: 'Required' }) as unknown as z.ZodType<JsonValue>

export const jsonObject = z.record(z.string(), jsonValue) as unknown as z.ZodType<JsonObject>
