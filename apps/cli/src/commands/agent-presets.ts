import type { RegisterAgentInput } from '@sojourn/sdk'
import type { Given } from '../define-command.ts'
import { UsageError } from '../usage-error.ts'
import { fieldPresets } from './field-presets.ts'

/** An agent that `agents add` knows by its name: what it is, and what it is registered as. */
export interface AgentPreset {
  /** For the help. */
  about: string
  /** Throws UsageError when something is missing that only the caller knows. */
  make: (given: Given) => Omit<RegisterAgentInput, 'id'>
  /** What to do before it works; none when nothing is. */
  advice?: string
  /** Trying it out costs nothing, so that is done at once. */
  triesOut?: true
}

/** Agents that work on files may look around without asking; what changes something asks. */
const lookAround = {
  rules: ['list', 'read', 'search'].map((operation) => ({ toolId: 'fs', operation, decision: 'allow' as const })),
}

const required = (given: Given, option: 'model' | 'baseUrl', example: string): string => {
  const value = given.text(option)
  if (value !== undefined) return value
  throw new UsageError(`--${option === 'model' ? 'model' : 'base-url'} is needed, for example ${example}.`)
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
  about: `a model of ${name}: --model <model>`,
  advice,
  make: (given) => {
    const model = required(given, 'model', `--model ${modelExample}`)
    const address = given.text('baseUrl') ?? baseURL
    const apiKeyEnv = given.text('keyEnv')
    return {
      name: `${name} ${model}`,
      runner: 'ai-sdk',
      settings: {
        provider,
        model,
        ...(address !== undefined && { baseURL: address }),
        ...(apiKeyEnv !== undefined && { apiKeyEnv }),
      },
      policy: lookAround,
    }
  },
})

const keyAdvice = (variable: string): string => `The server needs ${variable} in its environment; start it with it.`

const compatible = modelPreset({
  name: 'OpenAI-compatible',
  provider: 'openai-compatible',
  modelExample: 'my-model',
  advice: 'When the server wants a key, name the variable that holds it: --key-env MY_KEY.',
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
    make: (given) => {
      required(given, 'baseUrl', '--base-url http://127.0.0.1:8000/v1')
      return compatible.make(given)
    },
  },
}

/** By the name that `agents add` takes. */
export const agentPresets: Readonly<Record<string, AgentPreset>> = { ...modelPresets, ...fieldPresets }
