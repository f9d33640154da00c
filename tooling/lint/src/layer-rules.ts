/** What one workspace may reach for. Workspaces that are not in the table are refused: a new one states its place first. */
export interface LayerRule {
  /** Workspaces that it may import and list in its manifest. */
  readonly may: readonly string[]
  /** Workspaces of which it may take types alone (`import type`), and that stay out of its `dependencies`. */
  readonly mayByType?: readonly string[]
  /** Node's own modules that its sources (not its tests and scripts) may import; everything, when it is left out. */
  readonly nodeModules?: readonly string[]
}

/** contract ← core ← { db, runners, cluster } ← server; contract ← sdk ← { web, cli }; contract ← mcp ← { server, cli }; sdk → server by type only. */
export const LAYER_RULES: Readonly<Record<string, LayerRule>> = {
  '@sojourn/contract': { may: [], nodeModules: [] },
  '@sojourn/core': { may: ['@sojourn/contract'], nodeModules: ['async_hooks', 'crypto', 'events', 'util'] },
  '@sojourn/db': { may: ['@sojourn/contract', '@sojourn/core'] },
  '@sojourn/runners': { may: ['@sojourn/contract', '@sojourn/core'] },
  '@sojourn/cluster': { may: ['@sojourn/contract', '@sojourn/core'] },
  '@sojourn/mcp': { may: ['@sojourn/contract'] },
  '@sojourn/server': {
    may: ['@sojourn/contract', '@sojourn/core', '@sojourn/db', '@sojourn/runners', '@sojourn/cluster', '@sojourn/mcp'],
  },
  '@sojourn/sdk': { may: ['@sojourn/contract'], mayByType: ['@sojourn/server'] },
  '@sojourn/web': { may: ['@sojourn/contract', '@sojourn/sdk'] },
  '@sojourn/cli': { may: ['@sojourn/contract', '@sojourn/sdk', '@sojourn/mcp'] },
  '@sojourn/examples': { may: ['@sojourn/core', '@sojourn/db', '@sojourn/sdk'] },
  '@sojourn/bench': {
    may: ['@sojourn/contract', '@sojourn/core', '@sojourn/db', '@sojourn/runners', '@sojourn/sdk'],
  },
  '@sojourn/lint': { may: [] },
  '@sojourn/tsconfig': { may: [] },
}

/** Shared settings, which anybody may have in `devDependencies`. */
export const SHARED_SETTINGS = '@sojourn/tsconfig'
