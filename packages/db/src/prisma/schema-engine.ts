import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Provider } from './migrations.ts'

type WasmExports = Record<string, unknown>

/** The little of WebAssembly that is needed here: Node's types leave it to the browser's. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: Record<string, unknown>): Promise<{ instance: { exports: WasmExports } }>
}

/** The engine's JavaScript half, before it knows its WebAssembly half. */
interface EngineGlue {
  SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: WasmExports): void
}

/** The JavaScript half keeps views of the other's memory, so a process can load the engine only once. */
let loaded: Promise<EngineGlue> | undefined

/** Loads the engine by hand: the package's own entry imports the `.wasm` as a module, of which Node still warns. */
const loadGlue = async (): Promise<EngineGlue> => {
  const specifier = '@prisma/schema-engine-wasm/schema_engine_bg'
  const glue = (await import(specifier)) as EngineGlue
  const wasm = await readFile(new URL('schema_engine_bg.wasm', import.meta.resolve(specifier)))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start as () => void
  start()
  return glue
}

/** The engine asks for an index of some rows with its name in double quotes, which SQLite takes for that of a column. */
const nameInDoubleQuotes = /(?<= FROM sqlite_master WHERE type = 'index' AND name = )"([^"']+)"/

const withNamesAsTexts = (adapter: SqlDriverAdapter): SqlDriverAdapter => {
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = (query) => queryRaw({ ...query, sql: query.sql.replace(nameInDoubleQuotes, "'$1'") })
  return adapter
}

/** Remembers every connection that the engine opens: one that stays open keeps a SQLite file locked. */
const remembering = (
  factory: SqlMigrationAwareDriverAdapterFactory,
  opened: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory => {
  const remember = async (connecting: Promise<SqlDriverAdapter>): Promise<SqlDriverAdapter> => {
    const adapter = withNamesAsTexts(await connecting)
    opened.push(adapter)
    return adapter
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => remember(factory.connect()),
    connectToShadowDb: () => remember(factory.connectToShadowDb()),
  }
}

/** Tables that the migrations make and that the models do not know (docs/decisions/0012), as the engine wants them named. */
const tablesOfSearch: Record<Provider, string[]> = {
  sqlite: [
    'search_text',
    'search_backlog',
    'search_index',
    'search_index_data',
    'search_index_idx',
    'search_index_config',
  ],
  postgresql: ['public.search_text', 'public.search_backlog'],
}

/** What of a database is not the models' concern. */
export const outsideTheModels = (provider: Provider) => ({
  externalTables: tablesOfSearch[provider],
  externalEnums: [],
})

/** Runs Prisma's schema engine on a database and closes whatever it opened, also when `work` throws. */
export const withSchemaEngine = async <Result>(
  datasource: URL,
  factory: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> => {
  loaded ??= loadGlue()
  const glue = await loaded
  const opened: SqlDriverAdapter[] = []
  const datamodels: [string, string][] = [[fileURLToPath(datasource), await readFile(datasource, 'utf8')]]
  const adapters = bindMigrationAwareSqlAdapterFactory(remembering(factory, opened))
  try {
    const engine = await glue.SchemaEngine.new({ datamodels }, () => {}, adapters)
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    await Promise.all(opened.map((adapter) => adapter.dispose()))
  }
}
