import type { BehindSession, BridgeCursors } from '@sojourn/core/ports/bridge-cursors'
import type { PrismaAccess } from './prisma-access.ts'

/** SQL that both databases understand; loaded with the client, which brings it. */
const loadSql = async () => {
  const { sqltag: sql, join, empty } = await import('@prisma/client/runtime/client')
  return { sql, join, empty }
}

/** Rows of one statement: three values each, and databases take a limited number of values. */
const cursorsPerStatement = 200

type BehindRow = Omit<BehindSession, 'forkedAtSeq' | 'afterSeq' | 'lastSeq'> & {
  forkedAtSeq: number | bigint | null
  afterSeq: number | bigint
  lastSeq: number | bigint
}

const toBehind = (row: BehindRow): BehindSession => ({
  ...row,
  forkedAtSeq: row.forkedAtSeq === null ? null : Number(row.forkedAtSeq),
  afterSeq: Number(row.afterSeq),
  lastSeq: Number(row.lastSeq),
})

/** Where bridges are, the same for every database. Every write is one statement: see docs/decisions/0004. */
export const bridgeCursors = (access: PrismaAccess): BridgeCursors => ({
  registerBridge: (bridge) =>
    access(async (prisma) => {
      // The name comes last: who dies in between has only begun, and the next start does both again.
      await prisma.$executeRaw`INSERT INTO bridge_cursor ("bridge", "sessionId", "seq")
        SELECT CAST(${bridge} AS TEXT), s."id", s."lastSeq" FROM session s
        WHERE NOT EXISTS (SELECT 1 FROM bridge b WHERE b."name" = ${bridge}) ON CONFLICT DO NOTHING`
      await prisma.$executeRaw`INSERT INTO bridge ("name") VALUES (${bridge}) ON CONFLICT DO NOTHING`
    }),

  forgetBridge: (bridge) =>
    access(async (prisma) => {
      // The name goes last, so that what is left of a bridge that was half forgotten is forgotten by the next call.
      await prisma.bridgeCursor.deleteMany({ where: { bridge } })
      await prisma.bridge.deleteMany({ where: { name: bridge } })
    }),

  sessionsBehind: ({ bridge, sessionIds, afterSessionId = '', limit }) =>
    access(async (prisma) => {
      if (sessionIds?.length === 0) return []
      const { sql, join, empty } = await loadSql()
      const named = sessionIds === undefined ? empty : sql`AND s."id" IN (${join([...sessionIds])})`
      const rows = await prisma.$queryRaw<BehindRow[]>`
        SELECT s."id" AS "sessionId", s."projectId", s."agentId", s."status", s."createdAt", d."forkedAtSeq",
          COALESCE(c."seq", 0) AS "afterSeq", s."lastSeq"
        FROM session s
        JOIN session_detail d ON d."sessionId" = s."id"
        LEFT JOIN bridge_cursor c ON c."sessionId" = s."id" AND c."bridge" = ${bridge}
        WHERE s."id" > ${afterSessionId} AND s."lastSeq" > COALESCE(c."seq", 0) ${named}
        ORDER BY s."id" LIMIT ${limit}`
      return rows.map(toBehind)
    }),

  saveBridgeCursors: (bridge, cursors) =>
    access(async (prisma) => {
      const { sql, join } = await loadSql()
      for (let at = 0; at < cursors.length; at += cursorsPerStatement) {
        const rows = cursors
          .slice(at, at + cursorsPerStatement)
          .map(
            ({ sessionId, createdAt, seq }) =>
              sql`(CAST(${sessionId} AS TEXT), CAST(${createdAt} AS TEXT), CAST(${seq} AS INTEGER))`,
          )
        await prisma.$executeRaw`WITH delivered ("sessionId", "createdAt", "seq") AS (VALUES ${join(rows)})
          INSERT INTO bridge_cursor ("bridge", "sessionId", "seq")
          SELECT CAST(${bridge} AS TEXT), s."id", n."seq" FROM delivered n
          JOIN session s ON s."id" = n."sessionId" AND s."createdAt" = n."createdAt" WHERE TRUE
          ON CONFLICT ("sessionId", "bridge") DO UPDATE SET "seq" = excluded."seq"
          WHERE excluded."seq" > bridge_cursor."seq"`
      }
    }),
})
