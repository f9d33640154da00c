import { z } from 'zod'
import { seq, sessionId } from './ids.ts'

/** An export is JSON Lines: one event a line in seq order, and nothing else ([E10]). */
export const exportSessionInput = z.object({
  sessionId,
  /** Leave out what came after this seq: two exports up to the same seq are equal byte by byte. */
  uptoSeq: z.int().min(1).optional(),
})
export type ExportSessionInput = z.infer<typeof exportSessionInput>

/** What an export is told by: whoever hashes the lines of a copy gets the same. */
export const sessionDigest = z.object({
  sessionId,
  /** Seq of the last event that was hashed. */
  lastSeq: seq,
  /** SHA-256, in hexadecimal, of the lines with the line feed that ends each. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type SessionDigest = z.infer<typeof sessionDigest>

export const importSessionInput = z.object({
  /** Id of the new session; default: the one that its events name. */
  id: sessionId.optional(),
  /** The lines of an export. */
  lines: z.string(),
})
export type ImportSessionInput = z.infer<typeof importSessionInput>
