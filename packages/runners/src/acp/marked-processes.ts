import { readdir, readFile } from 'node:fs/promises'

/** In the environment of every agent, so that what it starts can be told from all other processes, wherever it went. */
export const markVariable = 'SOJOURN_AGENT_MARK'

const isMarked = async (pid: string, isOurs: (mark: string) => boolean): Promise<boolean> => {
  // Of a process of somebody else the system does not tell, and then it is not ours.
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
  const line = environment.split('\0').find((entry) => entry.startsWith(`${markVariable}=`))
  return line !== undefined && isOurs(line.slice(markVariable.length + 1))
}

/** Ids of the running processes whose mark `isOurs`; none where the system does not tell (it does on Linux). */
const markedProcesses = async (isOurs: (mark: string) => boolean): Promise<number[]> => {
  const found: number[] = []
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (/^\d+$/.test(pid) && Number(pid) !== process.pid && (await isMarked(pid, isOurs))) found.push(Number(pid))
  }
  return found
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was faster.
  }
}

/** Rounds in which a process may start another one while it is being looked for. */
const maxRounds = 5

/** Ends every process whose mark `isOurs`, daemons that left their group among them. Resolves with how many there were. */
export const sweepMarked = async (isOurs: (mark: string) => boolean): Promise<number> => {
  let swept = 0
  for (let round = 0; round < maxRounds; round++) {
    const found = await markedProcesses(isOurs)
    if (found.length === 0) break
    for (const pid of found) kill(pid)
    swept += found.length
  }
  return swept
}
