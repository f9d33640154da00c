// Sets a checkout up: packages, the Prisma client, the console. `npm start` and `npm test` begin with it.
// It runs on whatever Node the machine has (20.9 or newer), before anything is installed:
// plain JavaScript, no dependencies. What is fresh costs a few milliseconds.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BIN, endWithSignals, ROOT, runCommand } from './run-command.mjs'

const STAMP = join(ROOT, 'node_modules', '.sojourn-installed')

refuseOldNode()
endWithSignals()
await installPackages()
await buildWhatIsStale()

async function installPackages() {
  const wanted = installFingerprint()
  const installed = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined
  if (installed === wanted && existsSync(join(BIN, 'node'))) return
  say('Installing packages (a minute or so the first time)…')
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const fault = await runCommand(['npx', '--yes', packageManager, 'install', '--frozen-lockfile'])
  if (fault) fail(`The packages could not be installed (${fault}); the lines above say why.`)
  writeFileSync(STAMP, wanted)
}

async function buildWhatIsStale() {
  // Turbo compares contents; when nothing is stale it is done long before the message.
  const message = setTimeout(() => say('Building the console (half a minute the first time)…'), 700)
  const build = ['run', 'generate', 'build', '--filter=@sojourn/db', '--filter=@sojourn/web']
  const fault = await runCommand([join(BIN, 'turbo'), ...build, '--output-logs=new-only'], { quiet: true })
  clearTimeout(message)
  if (fault) fail(`The build failed (${fault}); the lines above say why.`)
}

/** Everything that an install depends on: while none of it changes, its result does not either. */
function installFingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  const folders = ['packages', 'apps', 'tooling'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(group, name)),
  )
  const manifests = ['.', 'bench', 'examples', ...folders].map((folder) => join(folder, 'package.json'))
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests.sort()]) {
    if (existsSync(join(ROOT, file))) hash.update(`${file}\n`).update(readFileSync(join(ROOT, file)))
  }
  return hash.digest('hex')
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 9)) return
  fail(`Sojourn needs Node 20.9 or newer to set itself up; this is ${process.versions.node}.`)
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`)
}

/** @param {string} text @returns {never} */
function fail(text) {
  say(text)
  process.exit(1)
}
