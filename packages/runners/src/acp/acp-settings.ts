import { isAbsolute } from 'node:path'
import type { JsonObject } from '@sojourn/contract/json'
import { z } from 'zod'
import { parseOrRefuse } from '../parse-or-refuse.ts'

const noNull = (text: string) => !text.includes('\0')
const text = (max: number) => z.string().max(max).refine(noNull, 'A null byte cannot be in it')
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Not a name of an environment variable')
const variables = z.record(variable, text(32_768))
const milliseconds = z
  .int()
  .min(1)
  .max(7 * 24 * 3_600_000)

/** The server's own: its token, its addresses. No agent gets to see them. */
const ownVariable = /^(SOJOURN_.*|DATABASE_URL|REDIS_URL)$/

const stdioServer = z.strictObject({
  command: text(4096).min(1),
  args: z.array(text(32_768)).max(200).default([]),
  env: variables.default({}),
})
const remoteServer = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(4096),
  headers: z.record(z.string().min(1).max(200), text(8192)).default({}),
  type: z.enum(['http', 'sse']).default('http'),
})

const schema = z.strictObject({
  /** What is started: an absolute path, or a name that is looked for on the server's PATH. Never through a shell. */
  command: text(4096).min(1),
  args: z.array(text(32_768)).max(200).default([]),
  /** On top of the few variables that agents get from the server's environment. */
  env: variables.default({}),
  /** Names of variables of the server's environment that the agent gets too: keys live there, not in settings. */
  passEnv: z
    .array(variable.refine((name) => !ownVariable.test(name), 'The server keeps this variable to itself'))
    .max(100)
    .default([]),
  /** Absolute: the agent works there, in every session. Else a folder within the session's workspace. */
  cwd: text(4096)
    .min(1)
    .refine((path) => isAbsolute(path) || !path.split('/').includes('..'), 'A relative path stays within the workspace')
    .default('.'),
  mode: text(200).optional(),
  model: text(200).optional(),
  /** Which of the agent's ways to log in is used when it asks for one. */
  authMethod: text(200).optional(),
  mcpServers: z.record(z.string().min(1).max(100), z.union([stdioServer, remoteServer])).default({}),
  /** How long the agent may take to start and to open its session. */
  startTimeoutMs: milliseconds.default(120_000),
  /** How long it may work on one input, the time in which it waits for people not counted. */
  promptTimeoutMs: milliseconds.optional(),
  /** How long it may say nothing at all while it works and nobody is asked. */
  silenceTimeoutMs: milliseconds.default(1_800_000),
  /** Lets the agent read and write files through the server, within its working directory. */
  fileAccess: z.boolean().default(false),
  /** Lets the agent run commands through the server, in its working directory. */
  terminalAccess: z.boolean().default(false),
  /** Keeps every message of the agent beside what is made of it, in the log's `raw`. */
  keepRaw: z.boolean().default(false),
  /** What to tell people who lack the program, or whose agent is not logged in. */
  installHint: text(1000).optional(),
  loginHint: text(1000).optional(),
  // Core reads these two.
  contextWindow: z.unknown().optional(),
  prices: z.unknown().optional(),
})
export type AcpSettings = z.infer<typeof schema>
export type McpServerSettings = AcpSettings['mcpServers'][string]

/** Throws SojournError VALIDATION_FAILED with the paths that are wrong. */
export const parseAcpSettings = (settings: JsonObject): AcpSettings =>
  parseOrRefuse(schema, settings, { what: 'The settings', at: 'settings' })
