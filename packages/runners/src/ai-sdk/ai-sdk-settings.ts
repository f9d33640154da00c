import type { JsonObject } from '@sojourn/contract/json'
import { z } from 'zod'
import { parseOrRefuse } from '../parse-or-refuse.ts'

const noNull = (text: string) => !text.includes('\0')

/** Names of settings of the server itself, which no agent may send to a provider. */
const ownVariable = /^(SOJOURN_|DATABASE_URL$|REDIS_URL$)/

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/, 'Not a name of an environment variable')

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'An address that begins with http:// or https://' })
  .refine((url) => {
    const { username, password } = new URL(url)
    return username === '' && password === ''
  }, 'An address holds no secrets: leave user and password out')

const stdioServer = z.strictObject({
  command: z.string().min(1).max(4096).refine(noNull, 'A command cannot contain a null byte'),
  args: z.array(z.string().max(32_768).refine(noNull, 'An argument cannot contain a null byte')).max(200).default([]),
  env: z.record(variableName, z.string().max(32_768).refine(noNull, 'A value cannot contain a null byte')).default({}),
})
const httpServer = z.strictObject({
  url: httpUrl,
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'Not a name of a header'), z.string().max(32_768)).default({}),
})
export type StdioServerSettings = z.infer<typeof stdioServer>
export type HttpServerSettings = z.infer<typeof httpServer>
export type McpServerSettings = StdioServerSettings | HttpServerSettings

export const workspaceToolNames = ['list', 'read', 'search', 'write', 'edit', 'exec'] as const
export type WorkspaceToolName = (typeof workspaceToolNames)[number]

const schema = z
  .strictObject({
    provider: z.enum(['openai-compatible', 'anthropic', 'openai', 'google']),
    /** Required for `openai-compatible`; elsewhere instead of the provider's own address. */
    baseURL: httpUrl.optional(),
    apiKey: z.string().min(1).max(4096).optional(),
    /** The environment variable of the server that holds the key. */
    apiKeyEnv: variableName
      .refine((name) => !ownVariable.test(name), 'The server’s own settings are no keys')
      .optional(),
    model: z.string().min(1).max(200),
    /** Instructions for the model. */
    system: z.string().max(200_000).optional(),
    /** Model calls of one run, at most. */
    maxSteps: z.int().min(1).max(10_000).default(50),
    maxOutputTokens: z.int().min(1).optional(),
    /** Pictures of tools' results go to the model; default: wherever the provider is known to take them. */
    resultPictures: z.boolean().optional(),
    reasoning: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
    /** The built-in tools that the model gets. */
    tools: z.array(z.enum(workspaceToolNames)).default([...workspaceToolNames]),
    mcpServers: z
      .record(z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'Letters, digits, _ and -'), z.union([stdioServer, httpServer]))
      .default({}),
    /** Tokens that the model takes; the session is compacted in time when it is known. */
    contextWindow: z.int().min(1).optional(),
    /** US dollars for a million tokens, by model; the runtime checks it. */
    prices: z.unknown().optional(),
    /** How long the provider may send nothing at all, milliseconds. */
    silenceTimeoutMs: z.int().min(100).max(3_600_000).default(180_000),
  })
  .refine(({ provider, baseURL }) => provider !== 'openai-compatible' || baseURL !== undefined, {
    path: ['baseURL'],
    message: 'openai-compatible needs the address of its server, for example http://127.0.0.1:11434/v1',
  })
export type AiSdkSettings = z.infer<typeof schema>

/** What answers behind an OpenAI-compatible server may refuse pictures in results, or see none at all. */
export const seesResults = ({ provider, resultPictures }: AiSdkSettings): boolean =>
  resultPictures ?? provider !== 'openai-compatible'

/** Throws SojournError VALIDATION_FAILED with the paths that are wrong. */
export const parseAiSdkSettings = (settings: JsonObject): AiSdkSettings =>
  parseOrRefuse(schema, settings, { what: 'The settings', at: 'settings' })
