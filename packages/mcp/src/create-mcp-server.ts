import { McpServer } from '@modelcontextprotocol/server'
import manifest from '../package.json' with { type: 'json' }
import { addTool, type ToolContext } from './tool.ts'
import { read } from './tools/read-tool.ts'
import { answerPermission, answerQuestion, inbox } from './tools/request-tools.ts'
import { createSession, listAgents, listSessions } from './tools/session-tools.ts'
import { cancel, send, wait } from './tools/work-tools.ts'

const instructions = `Sojourn runs durable sessions of AI agents. Create a session (or find one with list_sessions), send it input, and wait for the run. A run that needs permission or asks a question goes on once that is answered (waitingFor, inbox). Sessions outlive this conversation; nothing is lost when you stop waiting.`

/** A server that has the tools; one for each connection, or each request, over whatever port. */
export const createMcpServer = (context: Omit<ToolContext, 'signal'>): McpServer => {
  const server = new McpServer(
    { name: 'sojourn', title: 'Sojourn', version: manifest.version },
    { instructions, capabilities: { tools: {} } },
  )
  addTool(server, createSession, context)
  addTool(server, send, context)
  addTool(server, wait, context)
  addTool(server, read, context)
  addTool(server, listSessions, context)
  addTool(server, inbox, context)
  addTool(server, answerPermission, context)
  addTool(server, answerQuestion, context)
  addTool(server, cancel, context)
  addTool(server, listAgents, context)
  return server
}
