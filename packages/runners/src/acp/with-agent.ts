import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { AcpSettings } from './acp-settings.ts'
import { AgentLink } from './agent-link.ts'

export interface AgentPlace {
  settings: AcpSettings
  /** Unique for the process that is started. */
  mark: string
}

/** Starts the agent for a look, outside of any session, and ends it afterwards. */
export const withAgent = async <Value>(
  { settings, mark }: AgentPlace,
  look: (link: AgentLink) => Promise<Value>,
): Promise<Value> => {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-agent-'))
  const cwd = isAbsolute(settings.cwd) ? settings.cwd : folder
  let link: AgentLink | undefined
  try {
    link = await AgentLink.start({ settings, cwd, mark })
    return await look(link)
  } finally {
    await link?.end()
    await rm(folder, { recursive: true, force: true })
  }
}
