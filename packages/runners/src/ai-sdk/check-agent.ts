import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunnerCheck } from '@sojourn/core/ports/runner'
import type { ProcessGroups } from '../process/process-group.ts'
import type { AiSdkSettings } from './ai-sdk-settings.ts'
import { SessionServers } from './mcp/session-servers.ts'
import { checkModel } from './model/model-check.ts'

export interface CheckAgentOptions {
  settings: AiSdkSettings
  groups: ProcessGroups
  signal: AbortSignal
}

/** Tries out the model and every MCP server. Throws the model's error with the catalogue's code. */
export const checkAgent = async ({ settings, groups, signal }: CheckAgentOptions): Promise<RunnerCheck> => {
  const answered = await checkModel(settings, signal)
  const names = Object.keys(settings.mcpServers)
  if (names.length === 0) return answered
  const workspace = await mkdtemp(join(tmpdir(), 'sojourn-check-'))
  const servers = new SessionServers(groups)
  try {
    const { tools, faults } = await servers.open({ settings, workspace, signal })
    if (faults.length > 0) return { ok: false, detail: [answered.detail, ...faults].join(' ') }
    return { ok: true, detail: `${answered.detail} MCP servers (${names.join(', ')}) offer ${tools.length} tools.` }
  } finally {
    await servers.close()
    await rm(workspace, { recursive: true, force: true })
  }
}
