import { z } from 'zod'

/** Ids are UUIDv7 unless a client brings its own: 1–128 letters, digits and `. _ : -`, starting with a letter or digit. */
const identifier = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, 'Use letters, digits and . _ : - only, starting with a letter or digit')

export const sessionId = identifier
export const runId = identifier
export const agentId = identifier
export const eventId = identifier
export const permissionId = identifier
export const questionId = identifier
export const checkpointId = identifier
export const ruleId = identifier
export const webhookId = identifier
export const deliveryId = identifier

/** Runners choose these, and agents of the field use free forms, so only length is bounded. */
export const toolCallId = z.string().min(1).max(256)
export const blockId = z.string().min(1).max(256)

/** A unique name that points at one session ([S8]). */
export const tagName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\s/][^\n\r\t/]*$/, 'A tag is one line without slashes and does not start with white space')

/** ISO-8601 UTC with milliseconds, as in `2026-01-31T12:00:00.000Z`. */
export const timestamp = z.iso.datetime({ offset: false, precision: 3 })

/** A point in time as a client may write it: ISO-8601 with any precision and offset, or a date. */
export const timeInput = z
  .union([z.iso.datetime({ offset: true, local: false }), z.iso.date()])
  .transform((text) => new Date(text).toISOString())

/** Position in a session's log; 0 means "before the first event". */
export const seq = z.int().min(0)
