/** What a command gets to see of the server's environment. Tokens, database addresses and keys are not in it. */
const allowed = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'TZ', 'TERM', 'TMPDIR', 'SHELL'])

/** The environment of a command: the allowed part of `from` (and every `LC_…`), then `extra` on top. */
export const commandEnvironment = (
  extra: Readonly<Record<string, string>> = {},
  from: NodeJS.ProcessEnv = process.env,
): Record<string, string> => {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && (allowed.has(name) || name.startsWith('LC_'))) environment[name] = value
  }
  return { ...environment, ...extra }
}
