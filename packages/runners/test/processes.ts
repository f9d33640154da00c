import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** True while a process runs. One that has ended and only waits to be cleared away does not. */
export const isAlive = (pid: number): boolean => {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  return state !== '' && !state.startsWith('Z')
}

/** Resolves when the process is gone. The test's own time limit ends the wait for one that stays. */
export const waitUntilGone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await delay(10)
}

/** The process ids that a command wrote into a file, one a line. */
export const pidsIn = async (path: string): Promise<number[]> => {
  const text = await readFile(path, 'utf8')
  return text.trim().split('\n').map(Number)
}
