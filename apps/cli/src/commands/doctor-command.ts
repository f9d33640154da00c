import type { Finding } from '@sojourn/contract/operator-line'
import { type Operations, SojournError } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { isThisMachine } from '../environment.ts'
import { shortId } from '../find/abbreviation.ts'
import { runOperator } from '../operator/run-operator.ts'
import { oneLine } from '../output/plain-text.ts'
import { duration, plural } from '../output/quantities.ts'

export const addDoctor = (program: Command): void => {
  defineCommand(program, {
    usage: 'doctor',
    about: 'Check a server and its database, and say what is wrong and what to do',
    details: `Reads every log and compares every row with what the log says: seqs without holes, one end for every run, sessions, runs,
requests, tool calls, usage, tags. Looks at settings, access rights, disk space, Redis and what publishes events. Works while
the server runs and when it does not, on the database that SOJOURN_DATA or DATABASE_URL name; of a server elsewhere it sees
only what that says of itself. --repair writes rows anew from their log, takes rights from others and removes pointers to
nothing; it never touches a log, and wants the server stopped. The exit code is 1 when something is left to do.`,
    options: [['--repair', 'put right what can be put right without losing anything']],
    examples: [
      ['doctor', 'look at everything'],
      ['doctor --repair', 'with the server stopped'],
      ['doctor --json', 'for a script'],
    ],
    run: async (cli, given) => {
      const { server, refusal } = await askServer(cli)
      const stored = isLocal(cli) ? await inspect(cli, server, given.flag('repair')) : noDatabase
      const findings = [...refusal, ...(server ? serverFindings(server) : []), ...stored.findings]
      if (cli.json) cli.output.json({ server: server?.hosts ?? null, ...stored, findings })
      else report(cli, { ...stored, findings }, server)
      return findings.some(isLeft) ? 'error' : undefined
    },
  })
}

interface Inspected {
  sessions: number
  events: number
  findings: Finding[]
}

const noDatabase: Inspected = { sessions: 0, events: 0, findings: [] }

const isLocal = ({ url, environment }: Cli): boolean =>
  isThisMachine(url) || Boolean(environment.DATABASE_URL || environment.SOJOURN_DATA)

/** Somebody has to do something. */
const isLeft = ({ level, repaired }: Finding): boolean => level !== 'note' && repaired === undefined

interface Asked {
  /** What the server says of itself; null when none answers, or it does not let us in. */
  server: Operations | null
  refusal: Finding[]
}

const askServer = async ({ sojourn, signal }: Cli): Promise<Asked> => {
  try {
    return { server: await sojourn.system.operations({}, { signal }), refusal: [] }
  } catch (error) {
    if (!(error instanceof SojournError)) throw error
    if (error.code === 'SERVER_UNREACHABLE') return { server: null, refusal: [] }
    return {
      server: null,
      refusal: [{ check: 'server', level: 'warning', message: `it does not tell: ${error.message}` }],
    }
  }
}

const inspect = async (cli: Cli, server: Operations | null, repair: boolean): Promise<Inspected> => {
  const hostId = isThisMachine(cli.url) ? server?.hosts[0]?.id : undefined
  const args = ['doctor', ...(repair ? ['--repair'] : []), ...(hostId === undefined ? [] : ['--host', hostId])]
  const inspected: Inspected = { sessions: 0, events: 0, findings: [] }
  for await (const line of runOperator(cli, args)) {
    if (line.kind === 'finding') inspected.findings.push(line.finding)
    if (line.kind === 'inspected') Object.assign(inspected, { sessions: line.sessions, events: line.events })
  }
  return inspected
}

/** What a running server says that is not well. */
const serverFindings = ({ hosts, bridges, store, maintenance }: Operations): Finding[] => {
  const sick = hosts.filter(({ healthy }) => !healthy)
  return [
    ...sick.map(({ id }): Finding => ({ check: 'server', level: 'error', message: `host ${id} is not healthy` })),
    ...(store.reachable ? [] : [{ check: 'server', level: 'error', message: 'its database does not answer' } as const]),
    ...(maintenance && maintenance.failures > 0
      ? [{ check: 'maintenance', level: 'warning', message: `it fails: ${maintenance.lastError?.message}` } as const]
      : []),
    ...bridges
      .filter(({ state }) => state === 'failing')
      .map(
        ({ name, lagMs, waitingSessions, lastError }): Finding => ({
          check: 'bridges',
          level: 'warning',
          message: `what goes to ${name} is ${duration(lagMs)} late, ${plural(waitingSessions, 'session')} waiting: ${lastError?.message ?? 'it is tried again'}`,
        }),
      ),
  ]
}

const tints = { error: 'red', warning: 'yellow', note: 'dim' } as const

const report = ({ output }: Cli, { sessions, events, findings }: Inspected, server: Operations | null): void => {
  for (const { level, check, sessionId, message, repaired } of findings) {
    const where = sessionId === undefined ? '' : `session ${shortId(sessionId)}: `
    output.line(`${output.style(tints[level], level.padEnd(8))}${check.padEnd(20)} ${where}${oneLine(message)}`)
    if (repaired !== undefined) output.line(`${''.padEnd(29)}${output.style('green', `repaired: ${repaired}`)}`)
  }
  const left = findings.filter(isLeft).length
  const seen = `${plural(sessions, 'session')} with ${plural(events, 'event')} checked, ${server ? 'the server runs' : 'no server tells of itself'}`
  output.line(
    `${seen}: ${left === 0 ? output.style('green', 'all is well') : output.style('red', `${plural(left, 'problem')} left`)}`,
  )
}
