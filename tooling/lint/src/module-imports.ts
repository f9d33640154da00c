/** One module specifier in a source file. */
export interface ModuleImport {
  readonly specifier: string
  /** Whether the whole statement vanishes when types are stripped (`import type`, `export type`). */
  readonly typeOnly: boolean
  /** 1-based. */
  readonly line: number
}

// Statements as the formatter leaves them: they begin a line, and nothing but names stands between keyword and `from`.
const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[\w$*{}\s,]+?\sfrom\s+)?'([^'\n]+)'/gm
const CALL = /\bimport\(\s*'([^'\n]+)'/g

/** The imports, re-exports and `import()`s of a formatted TypeScript file, in no particular order. */
export function moduleImports(source: string): ModuleImport[] {
  const lineAt = (index: number) => source.slice(0, index).split('\n').length
  const statements = [...source.matchAll(STATEMENT)].map((match) => ({
    specifier: match[2] ?? '',
    typeOnly: match[1] !== undefined,
    line: lineAt(match.index),
  }))
  const calls = [...source.matchAll(CALL)].map((match) => ({
    specifier: match[1] ?? '',
    typeOnly: false,
    line: lineAt(match.index),
  }))
  return [...statements, ...calls]
}
