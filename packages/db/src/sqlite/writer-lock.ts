import { SojournError } from '@sojourn/contract/error'
import Database from 'better-sqlite3'
import { createPrivateFile } from './private-file.ts'

/**
 * Makes this process the only one that writes `file`, until `release` or its death: the operating system drops the lock
 * with the process, so nothing stale can stay behind. The lock is on a file of its own beside the database, so that
 * other programs can still read the database. Throws STORE_UNAVAILABLE when another process has it.
 */
export const acquireWriterLock = (file: string): { release: () => void } => {
  const lockFile = `${file}.lock`
  createPrivateFile(lockFile)
  const lock = new Database(lockFile, { timeout: 0 })
  try {
    lock.exec('BEGIN IMMEDIATE')
    // Readable by the one that comes second: this lock lets others read what is committed.
    lock.pragma(`user_version = ${process.pid}`)
    lock.exec('COMMIT; BEGIN IMMEDIATE')
  } catch (cause) {
    const holder = holderOf(lock)
    lock.close()
    throw new SojournError(
      'STORE_UNAVAILABLE',
      `${file} is in use by ${holder}: one process at a time may use a database file. Stop that process, or start with another data directory`,
      { cause },
    )
  }
  return { release: () => lock.close() }
}

const holderOf = (lock: Database.Database): string => {
  try {
    const pid = lock.pragma('user_version', { simple: true })
    return pid === process.pid ? 'this very process' : `process ${String(pid)}`
  } catch {
    return 'another process'
  }
}
