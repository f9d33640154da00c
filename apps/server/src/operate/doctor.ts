import type { Finding, OperatorLine } from '@sojourn/contract/operator-line'
import { inspectDatabase } from '@sojourn/db/inspection/inspect-database'
import { openDatabase } from '@sojourn/db/inspection/open-database'
import { ConfigError, type ServerConfig } from '../config/read-config.ts'
import { inspectDirectory, inspectRedis, inspectWorkspaces } from './inspect-surroundings.ts'
import { reasonOf } from './reason.ts'

export interface DoctorOptions {
  repair: boolean
  /** Id of the running server, if somebody knows it. */
  hostId: string | null
  write: (line: OperatorLine) => void
}

/** Checks what a server of this configuration needs, and its database, whether it runs or not. */
export const doctor = async (readConfig: () => ServerConfig, options: DoctorOptions): Promise<void> => {
  const { repair, write } = options
  const report = (finding: Finding): void => write({ kind: 'finding', finding })
  let inspected = { sessions: 0, events: 0 }
  try {
    const config = readConfig()
    for (const finding of await inspectDirectory(config, repair)) report(finding)
    for (const finding of await inspectRedis(config)) report(finding)
    inspected = await inspectStored(config, options, report)
  } catch (error) {
    const isSettings = error instanceof ConfigError
    const messages = isSettings ? error.problems : [reasonOf(error)]
    for (const message of messages) report({ check: isSettings ? 'settings' : 'database', level: 'error', message })
  }
  write({ kind: 'inspected', ...inspected })
}

const inspectStored = async (
  config: ServerConfig,
  { repair, hostId, write }: DoctorOptions,
  report: (finding: Finding) => void,
) => {
  await using database = await openDatabase(config.database, { access: repair ? 'alone' : 'read' })
  const onProgress = (done: number, total: number): void =>
    write({ kind: 'progress', step: 'Checking sessions', done, total })
  const inspected = await inspectDatabase(database, { repair, hostId, onFinding: report, onProgress })
  const isKnown = async (id: string): Promise<boolean> =>
    (await database.rows('SELECT 1 FROM session WHERE id = ?', id)).length > 0
  for (const finding of await inspectWorkspaces(config, isKnown)) report(finding)
  return inspected
}
