import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { SojournError, type SystemInfo } from '@sojourn/sdk'
import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { oneLine } from '../output/plain-text.ts'
import { clock, duration, plural } from '../output/quantities.ts'
import { UsageError } from '../usage-error.ts'

/** Commands about the server itself. */
export const addServerCommands = (program: Command): void => {
  addServe(program)
  addInfo(program)
  addLoginLink(program)
}

const serverMain = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url))
const beforeServer = new URL('../../../../scripts/before-server.mjs', import.meta.url)

/** Megabytes of V8's young generation: half its default costs no time and saves 50 MB under load (docs/performance.md). */
const youngGeneration = '--max-semi-space-size=8'

const addServe = (program: Command): void => {
  defineCommand(program, {
    usage: 'serve',
    about: 'Start a server here; Ctrl-C stops it',
    details: 'It is configured by its environment; docs/configuration.md lists every variable.',
    options: [
      ['-p, --port <port>', 'port to listen on; 0 takes any free one (PORT)'],
      ['--host <address>', 'address to listen on (HOST)'],
      ['--data <directory>', 'data directory (SOJOURN_DATA)'],
    ],
    examples: [
      ['serve', 'on http://127.0.0.1:3000, with its data in ./.sojourn'],
      ['serve --port 4000 --data /var/lib/sojourn', 'somewhere else'],
    ],
    run: async (cli, given) => {
      if (!existsSync(serverMain)) throw new UsageError('The server is not installed beside this command.')
      const [port, host, data] = [given.number('port'), given.text('host'), given.text('data')]
      process.exit(
        await serve({
          ...cli.environment,
          ...(port !== undefined && { PORT: String(port) }),
          ...(host !== undefined && { HOST: host }),
          ...(data !== undefined && { SOJOURN_DATA: data }),
        }),
      )
    },
  })
}

/** Runs the server as a child until it ends; signals to this process are its signals. Gives its exit code. */
const serve = (environment: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const early = existsSync(beforeServer) ? ['--import', beforeServer.href] : []
    const child = spawn(process.execPath, [youngGeneration, ...early, serverMain], {
      env: environment,
      stdio: 'inherit',
    })
    process.removeAllListeners('SIGINT')
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // A terminal sends Ctrl-C to both; twice would mean "at once".
      process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
    }
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })

const addInfo = (program: Command): void => {
  defineCommand(program, {
    usage: 'info',
    about: 'Say which server this is and what it is doing',
    examples: [['info', 'version, runners, sessions in memory, executing runs']],
    run: async ({ sojourn, url, output, json, signal }) => {
      const info = await sojourn.system.info(undefined, { signal })
      if (json) {
        output.json({ url, ...info })
        return undefined
      }
      const facts = [
        ['url', url],
        ['version', info.version],
        ['started', clock(info.startedAt)],
        ['store', info.store],
        ['runners', info.runners.join(', ')],
        ['default agent', info.defaultAgentId],
        ['executing', `${info.activeRuns} runs`],
        ['in memory', `${info.loadedSessions} sessions`],
        ['followers', String(info.followers)],
        ...info.bridges.map((bridge) => [`to ${oneLine(bridge.name)}`, bridgeText(bridge)] as const),
      ] as const
      for (const [name, text] of facts) output.line(`${output.style('dim', name.padEnd(15))}${text}`)
      return undefined
    },
  })
}

type Bridge = SystemInfo['bridges'][number]

/** How what carries events elsewhere is doing. */
const bridgeText = ({ state, lagMs, waitingSessions, lastError }: Bridge): string => {
  if (state === 'idle') return 'up to date'
  const behind = `behind for ${duration(lagMs)}, ${plural(waitingSessions, 'session')} waiting`
  return state === 'failing' && lastError ? `${behind}: ${oneLine(lastError.message)}` : behind
}

const addLoginLink = (program: Command): void => {
  defineCommand(program, {
    usage: 'login-link',
    about: 'Print a link that logs a browser in to the console, once',
    examples: [['login-link', 'open it within 15 minutes']],
    run: async ({ url, token, output, json, signal }) => {
      const address = url.replace(/\/+$/, '')
      const response = await fetch(`${address}/login/links`, {
        method: 'POST',
        signal,
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      }).catch((cause: unknown) => {
        throw new SojournError('SERVER_UNREACHABLE', `No answer from ${address}`, { cause })
      })
      if (response.status === 401) throw new SojournError('UNAUTHORIZED', `${address} wants a token`)
      if (!response.ok) throw new SojournError('BAD_RESPONSE', `${address} answered ${response.status}`)
      const { path, expiresAt } = (await response.json()) as { path: string; expiresAt: string }
      if (json) output.json({ url: address + path, expiresAt })
      else output.line(address + path)
      return undefined
    },
  })
}
