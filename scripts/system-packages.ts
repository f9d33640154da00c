import { existsSync } from 'node:fs'
import { runCommand } from './run-command.mjs'

/** A program that tests need and that no npm package brings. */
interface SystemPackage {
  /** What the tests need it for, as the subject of a sentence. */
  readonly purpose: string
  /** An environment variable that names another one, what it holds, and whether it does. */
  readonly variable: string
  readonly value: string
  readonly accepts: (value: string) => boolean
  /** Where Debian puts it. */
  readonly program: string
  readonly debian: readonly string[]
}

const SYSTEM_PACKAGES: readonly SystemPackage[] = [
  {
    purpose: 'The browser tests',
    variable: 'SOJOURN_CHROMIUM',
    value: 'its path',
    accepts: existsSync,
    program: '/usr/bin/chromium',
    debian: ['chromium', 'fonts-liberation'],
  },
  {
    purpose: 'The tests of the PostgreSQL store',
    variable: 'DATABASE_URL',
    value: 'the address of a server on which they may create databases',
    accepts: (value) => value.startsWith('postgres'),
    program: '/usr/lib/postgresql',
    debian: ['postgresql'],
  },
  {
    purpose: 'The tests of Redis events',
    variable: 'SOJOURN_REDIS_SERVER',
    value: 'its path',
    accepts: existsSync,
    program: '/usr/bin/redis-server',
    debian: ['redis-server'],
  },
]

/** Installs what is missing where that is possible (root on Debian). Returns what is still missing, as sentences. */
export async function ensureSystemPackages(): Promise<string[]> {
  if (missingPackages().length > 0 && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    const names = missingPackages().flatMap((missing) => missing.debian)
    console.log(`Installing Debian packages: ${names.join(', ')}…`)
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await runCommand(['apt-get', 'update', '-qq'], { env })
    await runCommand(['apt-get', 'install', '-qq', '-y', '--no-install-recommends', ...names], { env })
  }
  return missingPackages().map(
    ({ purpose, variable, value, program, debian }) =>
      `${purpose} need ${program} (Debian: apt-get install ${debian.join(' ')}), or ${variable} with ${value}.`,
  )
}

function missingPackages(): SystemPackage[] {
  return SYSTEM_PACKAGES.filter(({ variable, accepts, program }) => {
    const given = process.env[variable]
    return !(given && accepts(given)) && !existsSync(program)
  })
}
