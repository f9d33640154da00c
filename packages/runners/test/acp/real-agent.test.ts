import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JsonObject } from '@sojourn/contract/json'
import { describe, expect, it, onTestFinished } from 'vitest'
import { AcpRunner } from '../../src/acp/acp-runner.ts'
import type { ModelAnswer } from '../../src/testing/model-endpoint/model-answer.ts'
import { ModelEndpoint, type ModelRequest } from '../../src/testing/model-endpoint/model-endpoint.ts'
import { Engine } from '../engine.ts'
import { temporaryWorkspace } from '../temporary-workspace.ts'

// A real agent against a model of our own, without any network. Opt in with the agent's kind and its program:
//   SOJOURN_REAL_AGENT=qwen SOJOURN_REAL_AGENT_COMMAND=/path/to/qwen vitest run --project runners real-agent
const kind = process.env.SOJOURN_REAL_AGENT
const command = process.env.SOJOURN_REAL_AGENT_COMMAND ?? ''

interface Place {
  endpoint: ModelEndpoint
  /** The agent's own home: nothing of this machine's user is seen or changed. */
  home: string
}

const opencodeConfig = ({ endpoint }: Place): JsonObject => ({
  autoupdate: false,
  share: 'disabled',
  model: 'mock/mock-model',
  small_model: 'mock/mock-model',
  permission: { edit: 'ask', bash: 'ask' },
  provider: {
    mock: {
      npm: '@ai-sdk/openai-compatible',
      name: 'Mock',
      options: { baseURL: endpoint.baseURL, apiKey: 'none' },
      models: { 'mock-model': { name: 'Mock', tool_call: true, limit: { context: 100_000, output: 4_000 } } },
    },
  },
})

/** Settings of each agent, with `mode` so that it asks before it writes. */
const settingsOf: Record<string, (place: Place) => Promise<JsonObject>> = {
  claude: async ({ endpoint, home }) => ({
    mode: 'default',
    env: {
      ANTHROPIC_API_KEY: 'none',
      ANTHROPIC_BASE_URL: endpoint.url,
      CLAUDE_CONFIG_DIR: join(home, '.claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
  }),
  qwen: async ({ endpoint }) => ({
    args: ['--acp'],
    mode: 'default',
    authMethod: 'openai',
    env: { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: endpoint.baseURL, OPENAI_MODEL: 'mock-model' },
  }),
  opencode: async (place) => {
    const file = join(place.home, 'opencode.json')
    await writeFile(file, JSON.stringify(opencodeConfig(place)))
    return { args: ['acp'], env: { OPENCODE_CONFIG: file, OPENCODE_DISABLE_AUTOUPDATE: '1' } }
  },
}

const wish = 'Write hello.txt with the word hello'

/** Writes the file when it is wished for, and says so afterwards, under whatever name the agent has the tool. */
const answer = ({ body }: ModelRequest, path: string): ModelAnswer => {
  const said = JSON.stringify(body.messages)
  if (said.includes('How are you')) return { text: 'Fine.' }
  if (/"tool_result"|"role":"tool"/.test(said)) return { text: 'Written.', usage: { input: 30, output: 6 } }
  const name = /"name":"(write_file|Write|write)"/.exec(JSON.stringify(body.tools ?? []))?.[1]
  if (!said.includes(wish) || name === undefined) return { text: 'A title' }
  const input = { [name === 'write' ? 'filePath' : 'file_path']: path, content: 'hello' }
  return { toolCalls: [{ name, input }], usage: { input: 20, output: 9 } }
}

describe.runIf(kind !== undefined)(`a real agent: ${kind}`, { timeout: 180_000 }, () => {
  it('[ACP12] asks, writes, tells its usage, and is the same after a restart', async () => {
    const folder = await temporaryWorkspace()
    const home = join(folder, 'home')
    await mkdir(home)
    let target = ''
    const endpoint = await ModelEndpoint.start((request) => answer(request, target))
    onTestFinished(() => endpoint[Symbol.asyncDispose]())
    const settings = (await settingsOf[kind ?? '']?.({ endpoint, home })) ?? {}
    const env = { HOME: home, ...(settings.env as JsonObject) }
    const engine = await Engine.start({
      makeRunners: () => [new AcpRunner({ owner: folder })],
      agents: [{ id: 'agent', runner: 'acp', settings: { command, ...settings, env } }],
    })
    const session = await engine.session('agent')
    target = join(session.workspace, 'hello.txt')
    const runId = await session.submit(wish)
    await session.answerPermission('allow_once')
    expect(await session.settledWithin(runId, 120_000)).toMatchObject({ status: 'completed', output: 'Written.' })
    expect(await readFile(target, 'utf8')).toBe('hello')
    const before = await session.get()
    expect(before.usage.inputTokens).toBeGreaterThan(0)
    expect(before.agentOptions?.options.length).toBeGreaterThan(0)
    await engine.restart()
    const next = await session.submit('How are you?')
    expect(await session.settledWithin(next, 120_000)).toMatchObject({ status: 'completed', output: 'Fine.' })
    expect((await session.get()).agentSessionId).toBe(before.agentSessionId)
    expect((await session.texts()).filter((text) => text === 'Written.')).toHaveLength(1)
  })
})
