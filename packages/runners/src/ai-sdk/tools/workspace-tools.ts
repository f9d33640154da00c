import type { WorkspaceToolName } from '../ai-sdk-settings.ts'
import type { AgentTool } from './agent-tool.ts'
import { execTool } from './exec-tool.ts'
import { editTool, listTool, readTool, writeTool } from './file-tools.ts'
import { searchTool } from './search-tool.ts'

/** The built-in tools by the names that settings give them. */
export const workspaceTools: Readonly<Record<WorkspaceToolName, AgentTool>> = {
  list: listTool,
  read: readTool,
  search: searchTool,
  write: writeTool,
  edit: editTool,
  exec: execTool,
}
