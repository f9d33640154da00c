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

const codexConfig = ({ baseURL }: ModelEndpoint): string => `
model = "mock-model"
model_provider = "mock"
[model_providers.mock]
name = "Mock"
base_url = "${baseURL}"
env_key = "MOCK_KEY"
wire_api = "responses"
`

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
  codex: async ({ endpoint, home }) => {
    await writeFile(join(home, 'config.toml'), codexConfig(endpoint))
    return { mode: 'read-only', env: { CODEX_HOME: home, MOCK_KEY: 'none' } }
  },
  gemini: async ({ endpoint }) => ({
    args: ['--acp'],
    mode: 'default',
    authMethod: 'gemini-api-key',
    env: { GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: endpoint.url },
  }),
  opencode: async (place) => {
    const file = join(place.home, 'opencode.json')
    await writeFile(file, JSON.stringify(opencodeConfig(place)))
    return { args: ['acp'], env: { OPENCODE_CONFIG: file, OPENCODE_DISABLE_AUTOUPDATE: '1' } }
  },
}

const wish = 'Write hello.txt with the word hello'

/** The input with which each tool that writes a file, whatever an agent calls it, writes `hello` into it. */
const inputOf: Record<string, (path: string) => JsonObject> = {
  write_file: (path) => ({ file_path: path, content: 'hello' }),
  Write: (path) => ({ file_path: path, content: 'hello' }),
  write: (path) => ({ filePath: path, content: 'hello' }),
  exec_command: (path) => ({
    cmd: `printf hello > '${path}'`,
    sandbox_permissions: 'require_escalated',
    justification: 'Write the file?',
  }),
}

/** What Gemini CLI asks first, and again until it gets it: how hard the input is, as JSON. */
const complexity: ModelAnswer = { text: [JSON.stringify({ complexity_reasoning: 'Easy.', complexity_score: 1 })] }

/** Writes the file when it is wished for, and says so afterwards. */
const answer = ({ body }: ModelRequest, path: string): ModelAnswer => {
  const said = JSON.stringify(body.messages ?? body.input ?? body.contents)
  if (JSON.stringify(body.generationConfig ?? {}).includes('complexity_score')) return complexity
  if (said.includes('How are you')) return { text: 'Fine.' }
  if (/"tool_result"|"role":"tool"|"function_call_output"|"functionResponse"/.test(said)) {
    return { text: 'Written.', usage: { input: 30, output: 6 } }
  }
  const name = /"name":"(write_file|Write|write|exec_command)"/.exec(JSON.stringify(body.tools ?? []))?.[1] ?? ''
  const input = inputOf[name]?.(path)
  if (!said.includes(wish) || input === undefined) return { text: 'A title' }
  return { toolCalls: [{ name, input }], usage: { input: 20, output: 9 } }
}

describe.runIf(kind !== undefined)(`a real agent: ${kind}`, { timeout: 150_000 }, () => {
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
    const settled = session.settledWithin(runId, 60_000)
    // A run that fails asks for nothing.
    await Promise.race([session.answerPermission('allow_once'), settled])
    expect(await settled).toMatchObject({ status: 'completed', output: 'Written.' })
    expect(await readFile(target, 'utf8')).toBe('hello')
    const before = await session.get()
    expect(before.usage.inputTokens).toBeGreaterThan(0)
    expect(before.agentOptions?.options.length).toBeGreaterThan(0)
    await engine.restart()
    const next = await session.submit('How are you?')
    expect(await session.settledWithin(next, 60_000)).toMatchObject({ status: 'completed', output: 'Fine.' })
    // Gemini CLI names its files by the minute and cannot open a session again in the one in which it began.
    if (kind !== 'gemini') expect((await session.get()).agentSessionId).toBe(before.agentSessionId)
    expect((await session.texts()).filter((text) => text === 'Written.')).toHaveLength(1)
  })
})
