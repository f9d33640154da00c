import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates the file, and its folder, for this user alone; what exists keeps its mode. SQLite gives its `-wal` and `-shm`
 * files the mode of the database.
 */
export const createPrivateFile = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}
