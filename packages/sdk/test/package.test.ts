import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestServer } from '../src/testing/test-server.ts'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = (name: string) => join(here, 'node_modules', '.bin', name)
const dist = join(here, 'dist')
let project: string
let tarball: string

/** Runs a command; its output, or an error with all of it. */
const execute = (command: string, args: string[], cwd: string): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

beforeAll(() => {
  execute(process.execPath, [join(here, 'scripts', 'build.ts')], here)
  project = mkdtempSync(join(tmpdir(), 'sojourn-consumer-'))
  const packed = execute('npm', ['pack', dist, '--json', '--pack-destination', project], project)
  tarball = join(project, (JSON.parse(packed) as { filename: string }[])[0]?.filename ?? '')
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }))
  execute('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], project)
  copyFileSync(join(here, 'test', 'consumer', 'type-check.ts'), join(project, 'consumer.ts'))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

test('[K8] the package depends on nothing and names nothing private', () => {
  const installed = join(project, 'node_modules', '@sojourn', 'sdk')
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  expect(manifest).not.toHaveProperty('private')
  for (const field of ['dependencies', 'peerDependencies', 'devDependencies', 'optionalDependencies', 'scripts']) {
    expect(manifest).not.toHaveProperty(field)
  }
  const files = globSync('**/*', { cwd: installed }).filter((file) => /\.(js|ts|json)$/.test(file))
  const named = files.flatMap((file) => {
    const text = readFileSync(join(installed, file), 'utf8')
    return [...text.matchAll(/@sojourn\/(?!sdk\b)[\w-]+|@trpc\/\w+|\bzod\b|workspace:|catalog:|\/src\//g)].map(
      ([name]) => `${file}: ${name}`,
    )
  })
  expect(named).toEqual([])
  expect(files.filter((file) => /(^|\/)(trpc|testing)/.test(file))).toEqual([])
  expect(existsSync(join(installed, 'README.md'))).toBe(true)
  expect(existsSync(join(installed, 'LICENSE'))).toBe(true)
})

test('[K8] publint and are-the-types-wrong find nothing to say', () => {
  execute(bin('publint'), ['run', '--strict', '--pack', 'false', dist], here)
  execute(bin('attw'), ['--profile', 'esm-only', '--no-emoji', '--no-color', tarball], here)
})

const compilers = [
  ['5.9', join(here, 'node_modules', 'typescript-5', 'bin', 'tsc')],
  ['7', join(here, 'node_modules', 'typescript', 'bin', 'tsc')],
] as const
const settings = [
  { name: 'for Node', module: 'nodenext', moduleResolution: 'nodenext' },
  { name: 'for a bundler', module: 'esnext', moduleResolution: 'bundler' },
] as const

test.each(compilers.flatMap(([version, tsc]) => settings.map((setting) => ({ version, tsc, ...setting }))))(
  '[K8] a consumer compiles with TypeScript $version $name, with every check on',
  ({ tsc, version, module, moduleResolution }) => {
    const config = join(project, `tsconfig.${version}.${module}.json`)
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'], types: [] },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
      outDir: join(project, 'out', version, module),
    }
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['consumer.ts'] }))
    execFileSync(process.execPath, [tsc, '-p', config], { cwd: project, stdio: 'pipe' })
  },
)

/** The Node of the machine, if there is one beside the pinned one; it is as old as this checkout allows. */
const oldNode = (): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((file) => existsSync(file)) ?? process.execPath

test('[K8] the installed package works on the Node of the machine', async () => {
  await using server = await TestServer.start()
  const compiled = join(project, 'out', '7', 'nodenext', 'consumer.js')
  const printed = execute(oldNode(), [compiled, server.url, server.token], project)
  expect(JSON.parse(printed)).toEqual({
    said: 'Hello from the consumer',
    outcome: 'Hello from the consumer',
    contiguous: true,
    items: 2,
    title: 'Consumer',
  })
})
