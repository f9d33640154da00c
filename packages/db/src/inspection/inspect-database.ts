import type { Finding } from '@sojourn/contract/operator-line'
import type { Database } from './database.ts'
import { inspectUnused } from './inspect-attachments.ts'
import { inspectSession, type LookedAt } from './inspect-session.ts'
import { inspectTables, type TableFinding } from './inspect-tables.ts'
import { migrationStatus } from './migration-status.ts'
import { rebuildSession } from './rebuild-session.ts'

export interface InspectionOptions {
  /** Puts right what can be put right without losing anything. The database must be open alone and for writing. */
  repair: boolean
  /** Id of the running server, if somebody knows it. */
  hostId: string | null
  onFinding: (finding: Finding) => void
  /** Called after every session. */
  onProgress: (sessions: number, total: number) => void
}

export interface InspectionResult {
  sessions: number
  events: number
}

const idsPerPage = 500

async function* sessionIds(database: Database): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const sql = 'SELECT id FROM session WHERE id > ? ORDER BY id LIMIT ?'
    const page = await database.rows<{ id: string }>(sql, after, idsPerPage)
    for (const { id } of page) yield id
    const last = page.at(-1)
    if (!last || page.length < idsPerPage) return
    after = last.id
  }
}

const migrationFindings = async (database: Database): Promise<Finding[]> => {
  const { pending, failed, unknown } = await migrationStatus(database)
  const check = 'database.migrations'
  if (failed.length > 0) {
    const message = `the migration ${failed.join(', ')} broke off: restore the database from a backup`
    return [{ check, level: 'error', message }]
  }
  if (unknown.length > 0) {
    const message = `another version of Sojourn has written this database (${unknown.join(', ')}): use that version`
    return [{ check, level: 'error', message }]
  }
  if (pending.length === 0) return []
  const message = `${pending.length} migrations are not applied: run \`sojourn db migrate\`, or start the server`
  return [{ check, level: 'warning', message }]
}

const report = async (database: Database, { repair: wanted, onFinding }: InspectionOptions, found: TableFinding) => {
  const { repair, ...finding } = found
  if (!wanted || !repair) return onFinding(finding)
  await database.transaction(() => database.rows(repair.sql))
  onFinding({ ...finding, repaired: repair.done })
}

/** Checks a database as a whole and every session in it. A database that lacks migrations is not looked into further. */
export const inspectDatabase = async (database: Database, options: InspectionOptions): Promise<InspectionResult> => {
  const unfit = await migrationFindings(database)
  for (const finding of unfit) options.onFinding(finding)
  if (unfit.length > 0) return { sessions: 0, events: 0 }
  const isInUse = (await database.holder()) !== null
  for (const finding of await inspectTables(database, isInUse)) await report(database, options, finding)
  const [{ total } = { total: 0 }] = await database.rows<{ total: number }>('SELECT count(*) AS total FROM session')
  const result = { sessions: 0, events: 0 }
  let isSound = true
  for await (const sessionId of sessionIds(database)) {
    const looked = await lookAt(database, options, { sessionId, hostId: options.hostId, isInUse })
    isSound &&= looked.isSound
    result.events += looked.events
    result.sessions += 1
    options.onProgress(result.sessions, total)
  }
  // Last, because a session that is put right may turn out to have it; one that is not may still name it.
  for (const { repair, ...finding } of await inspectUnused(database)) {
    await report(database, options, isSound && repair ? { ...finding, repair } : finding)
  }
  return result
}

/** Checks one session, and puts it right. Gives the number of its events, and whether its rows are what its log says. */
const lookAt = async (
  database: Database,
  options: InspectionOptions,
  looked: LookedAt,
): Promise<{ events: number; isSound: boolean }> => {
  const { findings, events, rebuild } = await database.transaction(() => inspectSession(database, looked))
  const isRebuilt = options.repair && rebuild !== null
  if (isRebuilt) await rebuildSession(database, looked.sessionId, rebuild)
  for (const finding of findings) {
    const isRepaired = isRebuilt && finding.check === 'rows'
    options.onFinding(isRepaired ? { ...finding, repaired: 'written anew from the log' } : finding)
  }
  return { events, isSound: isRebuilt || !findings.some(({ level }) => level === 'error') }
}
