import { z } from 'zod'

/** error: a promise is broken. warning: nothing is lost, and somebody should look. note: good to know. */
export const findingLevel = z.enum(['error', 'warning', 'note'])

/** Something that is not as it should be. */
export const finding = z.object({
  /** What was checked: `log.seqs`, `rows`, `token` … */
  check: z.string(),
  level: findingLevel,
  sessionId: z.string().optional(),
  /** What is wrong, and what to do about it. */
  message: z.string(),
  /** What has been done about it. */
  repaired: z.string().optional(),
})
export type Finding = z.infer<typeof finding>

export const databaseStatus = z.object({
  kind: z.enum(['sqlite', 'postgresql']),
  /** A file, or name and host of a database; never a password. */
  place: z.string(),
  /** Who has it open for writing. */
  usedBy: z.string().nullable(),
  applied: z.array(z.string()),
  pending: z.array(z.string()),
  /** Begun and not finished. */
  failed: z.array(z.string()),
  /** Of another version. */
  unknown: z.array(z.string()),
  /** Null when they cannot be counted. */
  sessions: z.int().nullable(),
  events: z.int().nullable(),
})
export type DatabaseStatus = z.infer<typeof databaseStatus>

export const promotedTable = z.object({ table: z.string(), rows: z.int(), hash: z.string() })
export type PromotedTable = z.infer<typeof promotedTable>

/** What `apps/server/src/operate.ts` writes, one JSON object a line: it works on a database while no server need run. */
export const operatorLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), step: z.string(), done: z.int(), total: z.int() }),
  z.object({ kind: z.literal('finding'), finding }),
  /** The end of `doctor`. */
  z.object({ kind: z.literal('inspected'), sessions: z.int(), events: z.int() }),
  /** The end of `db status` and `db migrate`. */
  z.object({ kind: z.literal('database'), database: databaseStatus, migrated: z.array(z.string()) }),
  /** The end of `promote`. */
  z.object({ kind: z.literal('promoted'), tables: z.array(promotedTable) }),
  /** It could not be done; `message` says why and what to do. */
  z.object({ kind: z.literal('refused'), message: z.string() }),
])
export type OperatorLine = z.infer<typeof operatorLine>
