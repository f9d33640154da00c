import type { Finding } from '@sojourn/contract/operator-line'
import { expect, it } from 'vitest'
import { inspectDatabase } from '../../src/inspection/inspect-database.ts'
import { openDatabase } from '../../src/inspection/open-database.ts'
import { openPostgresqlStore } from '../../src/postgresql/open-postgresql-store.ts'
import { query, usePostgresql } from '../postgresql/use-postgresql.ts'
import { liveIn } from './lived-in-store.ts'

const server = usePostgresql()

const inspect = async (url: string, repair = false) => {
  const findings: Finding[] = []
  await using database = await openDatabase({ type: 'postgresql', url }, { access: repair ? 'alone' : 'read' })
  const onFinding = (finding: Finding): void => void findings.push(finding)
  await inspectDatabase(database, { repair, hostId: null, onFinding, onProgress: () => {} })
  return findings
}

it('[D6] PostgreSQL: finds nothing where nothing is, and what was damaged, and repairs what follows from the log', async () => {
  const { url } = await server.createDatabase()
  const { sessionId } = await liveIn(await openPostgresqlStore({ url, access: 'alone' }))
  expect(await inspect(url)).toEqual([])
  await query(url, `UPDATE run SET status = 'running' WHERE "sessionId" = '${sessionId}'`)
  await query(url, `UPDATE session SET empty = true, usage = '{}' WHERE id = '${sessionId}'`)
  const found = await inspect(url, true)
  expect(found.map(({ check }) => check)).toEqual(['rows', 'rows', 'rows'])
  expect(await inspect(url)).toEqual([])
})

it('[D6] PostgreSQL: is not written while a server has it', async () => {
  const { url } = await server.createDatabase()
  const store = await openPostgresqlStore({ url, access: 'alone' })
  expect(await inspect(url)).toEqual([])
  await expect(inspect(url, true)).rejects.toThrow(/is in use by/)
  await store.close()
})
