import { serveStdio as serve } from '@modelcontextprotocol/server/stdio'
import { createMcpServer } from './create-mcp-server.ts'
import type { ToolContext } from './tool.ts'

/** Serves the tools on this process's standard input and output, until the signal aborts or the input ends. */
export const serveStdio = async (context: Omit<ToolContext, 'signal'>, signal: AbortSignal): Promise<void> => {
  const served = serve(() => createMcpServer(context), { onerror: context.report })
  const ended = Promise.withResolvers<void>()
  process.stdin.once('close', ended.resolve)
  process.stdin.once('end', ended.resolve)
  signal.addEventListener('abort', () => ended.resolve(), { once: true })
  await ended.promise
  await served.close()
}
