import { stat } from 'node:fs/promises'
import { SojournError } from '@sojourn/contract/error'
import type { ToolExecution } from '@sojourn/core/ports/runner'
import { maxEntries } from '../../workspace/workspace-files.ts'
import { resolveInWorkspace } from '../../workspace/workspace-path.ts'
import type { ToolSurroundings } from './agent-tool.ts'
import { runRipgrep } from './run-ripgrep.ts'

export type Tree = { path: string; entries: string[]; truncated: boolean }

/** Every file below a directory of the workspace, without what .gitignore leaves out. */
export const listTree = async (
  path: string,
  { workspace, signal }: ToolExecution & ToolSurroundings,
): Promise<Tree> => {
  const { absolute, shown } = await resolveInWorkspace(workspace, path)
  if (!(await stat(absolute).catch(() => null))?.isDirectory()) {
    throw new SojournError('TOOL_FAILED', `${shown} is not a directory`)
  }
  const entries: string[] = []
  let truncated = false
  const onLine = (line: string): boolean => {
    truncated = entries.length >= maxEntries
    if (!truncated) entries.push(line)
    return !truncated
  }
  const args = ['--files', '--hidden', '--glob', '!.git', '--sort', 'path']
  const { timedOut } = await runRipgrep({ args, cwd: absolute, signal, onLine })
  return { path: shown, entries, truncated: truncated || timedOut }
}
