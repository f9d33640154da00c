import { isAbsolute } from 'node:path'
import type { JsonObject } from '@sojourn/contract/json'
import { z } from 'zod'
import { parseOrRefuse } from '../parse-or-refuse.ts'

const noNull = (text: string) => !text.includes('\0')
const leavesWorkspace = (path: string) => !isAbsolute(path) && path.split('/').includes('..')

const schema = z.strictObject({
  /** Absolute, or relative to the session's workspace; default: the workspace itself. */
  cwd: z
    .string()
    .min(1)
    .max(4096)
    .refine(noNull, 'A path cannot contain a null byte')
    .refine(
      (path) => !leavesWorkspace(path),
      'A relative path stays within the workspace: leave out “..” or make it absolute',
    )
    .default('.'),
  /** On top of the few variables that commands get from the server's environment. */
  env: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'Not a name of an environment variable'),
      z.string().max(32_768).refine(noNull, 'A value cannot contain a null byte'),
    )
    .default({}),
  /** What executes the commands, with `-c`. */
  shell: z.string().min(1).max(4096).refine(noNull, 'A path cannot contain a null byte').default('/bin/sh'),
})
export type ShellSettings = z.infer<typeof schema>

/** Throws SojournError VALIDATION_FAILED with the paths that are wrong. */
export const parseShellSettings = (settings: JsonObject): ShellSettings =>
  parseOrRefuse(schema, settings, { what: 'The settings', at: 'settings' })
