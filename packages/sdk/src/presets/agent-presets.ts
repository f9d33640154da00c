import type { AgentPreset } from './agent-preset.ts'
import { fieldPresets } from './field-presets.ts'

/** Agents that work on files may look around without asking; what changes something asks. */
const lookAround = {
  rules: ['list', 'read', 'search'].map((operation) => ({ toolId: 'fs', operation, decision: 'allow' as const })),
}

interface ModelProvider {
  name: string
  provider: 'openai-compatible' | 'anthropic' | 'openai' | 'google'
  baseURL?: string
  modelExample: string
  advice: string
}

/** A model with the built-in tools, on the runner ai-sdk. */
const modelPreset = ({ name, provider, baseURL, modelExample, advice }: ModelProvider): AgentPreset => ({
  name,
  about: `a model of ${name}: --model <model>`,
  needs: ['model'],
  takes: ['baseUrl', 'keyEnv'],
  examples: { model: modelExample, ...(baseURL === undefined ? {} : { baseUrl: baseURL }) },
  advice,
  make: ({ model = '', baseUrl = baseURL, keyEnv }) => ({
    name: `${name} ${model}`,
    runner: 'ai-sdk',
    settings: {
      provider,
      model,
      ...(baseUrl !== undefined && { baseURL: baseUrl }),
      ...(keyEnv !== undefined && { apiKeyEnv: keyEnv }),
    },
    policy: lookAround,
  }),
})

const keyAdvice = (variable: string): string => `The server needs ${variable} in its environment; start it with it.`

const compatible = modelPreset({
  name: 'OpenAI-compatible',
  provider: 'openai-compatible',
  modelExample: 'my-model',
  advice: 'When the server wants a key, name the variable of Sojourn’s environment that holds it.',
})

const modelPresets: Readonly<Record<string, AgentPreset>> = {
  ollama: modelPreset({
    name: 'Ollama',
    provider: 'openai-compatible',
    baseURL: 'http://127.0.0.1:11434/v1',
    modelExample: 'qwen3',
    advice: 'Ollama must be running (`ollama serve`) and have the model (`ollama pull <model>`).',
  }),
  openai: modelPreset({
    name: 'OpenAI',
    provider: 'openai',
    modelExample: 'gpt-5',
    advice: keyAdvice('OPENAI_API_KEY'),
  }),
  anthropic: modelPreset({
    name: 'Anthropic',
    provider: 'anthropic',
    modelExample: 'claude-sonnet-4-5',
    advice: keyAdvice('ANTHROPIC_API_KEY'),
  }),
  google: modelPreset({
    name: 'Google',
    provider: 'google',
    modelExample: 'gemini-2.5-pro',
    advice: keyAdvice('GEMINI_API_KEY'),
  }),
  'openai-compatible': {
    ...compatible,
    about: 'a model of any server that speaks chat completions: --base-url <url> --model <model>',
    needs: ['baseUrl', 'model'],
    takes: ['keyEnv'],
    examples: { ...compatible.examples, baseUrl: 'http://127.0.0.1:8000/v1' },
  },
}

/** Agents that are registered by a short name: models with the built-in tools, and agents of the field. */
export const agentPresets: Readonly<Record<string, AgentPreset>> = { ...modelPresets, ...fieldPresets }
