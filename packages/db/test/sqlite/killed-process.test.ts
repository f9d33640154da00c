import { once } from 'node:events'
import { projectId } from '@sojourn/core/testing/store-fixtures'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/sqlite/open-sqlite-store.ts'
import { expectAcknowledgedToSurvive, seed, startWriter } from '../killed-writers.ts'
import { sqliteFile } from './sqlite-file.ts'

describe('a process that is killed', () => {
  it(`[E1] [AT1] what was acknowledged is there unchanged and without holes, kill after kill (seed ${seed})`, async () => {
    const { file, remove } = await sqliteFile()
    await expectAcknowledgedToSurvive(file)
    await remove()
  })

  it('[D2] keeps a second writer out while it lives, says what to do, and lets it in when it is dead', async () => {
    const { file, remove } = await sqliteFile()
    const { child, lines } = startWriter(file, { sessions: 1, most: 1 })
    await once(lines, 'line')
    const refused = openSqliteStore({ file, sync: 'full' })
    await expect(refused).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await expect(refused).rejects.toThrow(new RegExp(`${file} is in use by process ${child.pid}.*Stop that process`))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const store = await openSqliteStore({ file, sync: 'full' })
    expect((await store.listSessions({ projectId, limit: 5, filter: {} })).items.map(({ id }) => id)).toEqual(['s0'])
    await store.close()
    await remove()
  })
})
