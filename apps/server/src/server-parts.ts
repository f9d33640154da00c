import type { AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import type { Logger } from 'pino'
import type { AccessControl } from './access/access-control.ts'
import type { ServerConfig } from './config/read-config.ts'

/** What the routes are built from. Whoever made the parts ends them. */
export interface ServerParts {
  config: ServerConfig
  runtime: AgentRuntime
  access: AccessControl
  logger: Logger
  /** Directory of the console's static export. */
  consoleDirectory: string
}
