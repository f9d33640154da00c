import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** How often a group that is ending is looked at, milliseconds. */
const pollMs = 20
/** How long the system may take to clear away what was killed, milliseconds. */
const reapMs = 1000

/** Sends `signal` to every process of the group (0: only looks). False when the group has no process any more. */
const signalGroup = (groupId: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(-groupId, signal)
    return true
  } catch (error) {
    // EPERM: there are processes, they only do not listen to us.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Reads `pid (name) state parent group …`. */
const isRunningMember = async (pid: string, groupId: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name may contain anything, a closing parenthesis too.
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(group) === groupId && state !== 'Z' && state !== 'X'
}

/**
 * True while a process of the group runs. One that has ended counts for the system until somebody clears it away, which
 * in a container may never happen; where the system tells (Linux), such a one does not count here.
 */
const isGroupRunning = async (groupId: number): Promise<boolean> => {
  if (!signalGroup(groupId, 0)) return false
  const processes = await readdir('/proc').catch(() => null)
  if (processes === null) return true
  for (const pid of processes) if (/^\d+$/.test(pid) && (await isRunningMember(pid, groupId))) return true
  return false
}

const groupEnds = async (groupId: number, withinMs: number): Promise<boolean> => {
  const deadline = performance.now() + withinMs
  while (await isGroupRunning(groupId)) {
    // The system tells only a parent about an end, and most of a group are not children of ours.
    if (performance.now() >= deadline) return false
    await delay(pollMs)
  }
  return true
}

/** Ends a process group: SIGTERM, `graceMs` to leave in order, SIGKILL. Resolves when it is gone; never throws. */
export const endProcessGroup = async (groupId: number, graceMs: number): Promise<void> => {
  if (!signalGroup(groupId, 'SIGTERM')) return
  if (await groupEnds(groupId, graceMs)) return
  signalGroup(groupId, 'SIGKILL')
  await groupEnds(groupId, reapMs)
}

/** The process groups that run right now, so that a host that stops leaves none behind. */
export class ProcessGroups {
  readonly #ids = new Set<number>()
  #ended = false

  /** True once `endAll` was called: nothing may be started any more. */
  get ended(): boolean {
    return this.#ended
  }

  add(groupId: number): void {
    this.#ids.add(groupId)
  }

  delete(groupId: number): void {
    this.#ids.delete(groupId)
  }

  /** Ends all of them at once: whoever calls this has given them their time already. Resolves when they are gone. */
  async endAll(): Promise<void> {
    this.#ended = true
    await Promise.all([...this.#ids].map((groupId) => endProcessGroup(groupId, 0)))
  }
}
