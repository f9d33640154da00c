import type { AgentPreset } from './agent-preset.ts'

/** How an agent of the field is started as an ACP agent, and what it needs. */
interface FieldAgent {
  name: string
  command: string
  args: readonly string[]
  /** Variables of the server's environment that it gets: where its key is looked for. */
  passEnv: readonly string[]
  /** What to do when its program is not there, and when it is not logged in. */
  install: string
  login: string
  /** Which of its ways to log in is used when it asks. */
  authMethod?: string
  /** Where its own default would write without asking: Sojourn asks, and keeps the standing answers. */
  mode?: string
}

const providerKeys = ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY', 'OPENROUTER_API_KEY']

const fieldAgents: Readonly<Record<string, FieldAgent>> = {
  claude: {
    name: 'Claude Code',
    command: 'claude-agent-acp',
    args: [],
    passEnv: [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'ANTHROPIC_BASE_URL',
      'ANTHROPIC_MODEL',
      'CLAUDE_CODE_OAUTH_TOKEN',
      'CLAUDE_CONFIG_DIR',
    ],
    mode: 'default',
    install: 'npm install -g @agentclientprotocol/claude-agent-acp',
    login: 'run `claude` once on the server and log in, or set ANTHROPIC_API_KEY for the server',
  },
  codex: {
    name: 'Codex',
    command: 'codex-acp',
    args: [],
    passEnv: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'CODEX_HOME'],
    authMethod: 'api-key',
    // It reads freely and asks for the rest; by default a model of its own would decide instead of people.
    mode: 'read-only',
    install: 'npm install -g @agentclientprotocol/codex-acp',
    login: 'run `codex login` on the server, or set OPENAI_API_KEY for the server',
  },
  gemini: {
    name: 'Gemini CLI',
    command: 'gemini',
    args: ['--acp'],
    passEnv: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_CLOUD_PROJECT', 'GOOGLE_GEMINI_BASE_URL'],
    authMethod: 'gemini-api-key',
    install: 'npm install -g @google/gemini-cli',
    login: 'run `gemini` once on the server and log in, or set GEMINI_API_KEY for the server',
  },
  opencode: {
    name: 'opencode',
    command: 'opencode',
    args: ['acp'],
    passEnv: ['OPENCODE_CONFIG', 'OPENCODE_API_KEY', ...providerKeys],
    install: 'npm install -g opencode-ai',
    login: 'run `opencode auth login` on the server, or set the key of its provider for the server',
  },
  qwen: {
    name: 'Qwen Code',
    command: 'qwen',
    args: ['--acp'],
    passEnv: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'DASHSCOPE_API_KEY'],
    authMethod: 'openai',
    mode: 'default',
    install: 'npm install -g @qwen-code/qwen-code',
    login:
      'run `qwen` once on the server and log in, or set OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL for the server',
  },
  goose: {
    name: 'Goose',
    command: 'goose',
    args: ['acp'],
    passEnv: ['GOOSE_PROVIDER', 'GOOSE_MODEL', ...providerKeys],
    install: 'see https://block.github.io/goose for how to install Goose',
    login: 'run `goose configure` on the server, or set GOOSE_PROVIDER, GOOSE_MODEL and the key of that provider',
  },
}

const presetOf = (agent: FieldAgent): AgentPreset => ({
  name: agent.name,
  about: `${agent.name}: --cwd <directory>`,
  needs: [],
  takes: ['cwd', 'model'],
  advice: `${agent.install}; then ${agent.login}.`,
  triesOut: true,
  make: ({ cwd, model }) => ({
    name: agent.name,
    runner: 'acp',
    settings: {
      command: agent.command,
      args: [...agent.args],
      passEnv: [...agent.passEnv],
      installHint: agent.install,
      loginHint: agent.login,
      ...(agent.authMethod === undefined ? {} : { authMethod: agent.authMethod }),
      ...(agent.mode === undefined ? {} : { mode: agent.mode }),
      ...(cwd === undefined ? {} : { cwd }),
      ...(model === undefined ? {} : { model }),
    },
  }),
})

/** Agents that speak the Agent Client Protocol, by their short names. */
export const fieldPresets: Readonly<Record<string, AgentPreset>> = Object.fromEntries(
  Object.entries(fieldAgents).map(([name, agent]) => [name, presetOf(agent)]),
)
