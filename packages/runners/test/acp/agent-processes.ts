import { readdir, readFile, readlink } from 'node:fs/promises'

/** Ids of the running test agents whose working directory is `cwd`. */
export const agentProcesses = async (cwd: string): Promise<number[]> => {
  const found: number[] = []
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const where = await readlink(`/proc/${pid}/cwd`).catch(() => '')
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (where === cwd && command.includes('acp-agent/main.ts')) found.push(Number(pid))
  }
  return found
}
