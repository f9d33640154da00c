/**
 * Builds what is published, in `dist`: plain JavaScript and types that stand alone. The contract's sources go into the
 * package, its schemas do not: nothing here needs zod, or any other package, at run time or for its types.
 * Publish with `npm publish dist`.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contractTypes } from './contract-types.ts'

const here = dirname(dirname(fileURLToPath(import.meta.url)))
const contract = join(here, '..', 'contract')
const dist = join(here, 'dist')
/** For code of this repository alone. */
const notPublished = ['trpc.ts', 'testing/']

const sources = new Map<string, string>()
for (const file of globSync('**/*.ts', { cwd: join(here, 'src') }).sort()) {
  if (notPublished.some((name) => file.startsWith(name))) continue
  const up = posix.relative(posix.dirname(file), '.') || '.'
  const text = readFileSync(join(here, 'src', file), 'utf8')
  sources.set(file, text.replaceAll(/'@sojourn\/contract\/([\w-]+)'/g, `'${up}/contract/$1.ts'`))
}
for (const [name, text] of reachable(contractModules(), sources)) sources.set(`contract/${name}`, text)
compile(sources)
writeManifest()
copyFileSync(join(here, 'README.md'), join(dist, 'README.md'))
copyFileSync(join(here, '..', '..', 'LICENSE'), join(dist, 'LICENSE'))

/** Every module of the contract without its schemas: those that have none as they are, of the others only the types. */
function contractModules(): Map<string, string> {
  const names = globSync('*.ts', { cwd: join(contract, 'src') }).filter((name) => !name.endsWith('.test.ts'))
  const texts = new Map(names.map((name) => [name, readFileSync(join(contract, 'src', name), 'utf8')]))
  const withSchemas = names.filter((name) => /from 'zod'/.test(texts.get(name) ?? ''))
  return new Map([...texts, ...contractTypes(contract, withSchemas)])
}

/** The modules that the SDK's own sources import, and what those import. */
function reachable(modules: ReadonlyMap<string, string>, from: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (text: string, specifier: RegExp): void => {
    for (const [, name = ''] of text.matchAll(specifier)) {
      const module = modules.get(name)
      if (module === undefined || found.has(name)) continue
      found.set(name, module)
      visit(module, /'\.\/([\w-]+\.ts)'/g)
    }
  }
  for (const text of from.values()) visit(text, /\/contract\/([\w-]+\.ts)'/g)
  return found
}

/** Imports name what will be there; rule numbers go, because they mean something in this repository alone. */
function forReaders(text: string): string {
  return text.replaceAll(/'(\.{1,2}\/[^']+)\.ts'/g, "'$1.js'").replaceAll(/ \(\[[A-Z]\d+\](?:, \[[A-Z]\d+\])*\)/g, '')
}

/** Compiles with the browser's types and without Node's: what both have is all that the SDK may use. */
function compile(files: ReadonlyMap<string, string>): void {
  const stage = mkdtempSync(join(tmpdir(), 'sojourn-sdk-'))
  try {
    for (const [file, text] of files) {
      mkdirSync(join(stage, dirname(file)), { recursive: true })
      writeFileSync(join(stage, file), forReaders(text))
    }
    const settings = {
      extends: join(here, '..', '..', 'tooling', 'typescript', 'emit.json'),
      compilerOptions: {
        lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
        types: [],
        rootDir: stage,
        outDir: dist,
      },
      include: [join(stage, '**/*.ts')],
    }
    writeFileSync(join(stage, 'package.json'), '{"type":"module"}')
    writeFileSync(join(stage, 'tsconfig.json'), JSON.stringify(settings))
    rmSync(dist, { recursive: true, force: true })
    execFileSync(join(here, 'node_modules', '.bin', 'tsc'), ['-p', stage], { stdio: 'inherit' })
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

function writeManifest(): void {
  const { name, version, description, license, type, sideEffects, engines, publishConfig } = JSON.parse(
    readFileSync(join(here, 'package.json'), 'utf8'),
  )
  const { exports, ...publish } = publishConfig
  const manifest = {
    ...{ name, version, description, license, type, sideEffects, engines },
    keywords: ['agents', 'ai', 'sessions', 'durable', 'sojourn'],
    exports,
    types: exports['.'].types,
    publishConfig: publish,
  }
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
