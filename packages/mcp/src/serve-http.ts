import { createMcpHandler } from '@modelcontextprotocol/server'
import { createMcpServer } from './create-mcp-server.ts'
import type { ToolContext } from './tool.ts'

/**
 * Answers one request of the streamable HTTP transport. Nothing is kept between requests: sessions are Sojourn's, not the
 * protocol's. `body` is the parsed JSON. Who asks has been found out, and where from.
 */
export const serveHttp = (request: Request, body: unknown, context: Omit<ToolContext, 'signal'>): Promise<Response> =>
  createMcpHandler(() => createMcpServer(context), { onerror: context.report }).fetch(request, { parsedBody: body })
