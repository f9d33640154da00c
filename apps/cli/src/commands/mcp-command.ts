import type { SessionsPort } from '@sojourn/mcp/sessions-port'
import type { Sojourn } from '@sojourn/sdk'
import type { Command } from 'commander'
import { defineCommand } from '../define-command.ts'
import { oneLine } from '../output/plain-text.ts'

export const addMcp = (program: Command): void => {
  defineCommand(program, {
    usage: 'mcp',
    about: 'Offer sessions as tools to an agent that speaks the Model Context Protocol, on standard input and output',
    details: `The agent’s application starts it. Its tools make sessions, send input and wait for the answer, read, list what waits
for an answer and answer it, and cancel. The same tools are at /mcp of the server, over HTTP with the token.
docs/mcp.md says how to set it up in the usual applications.`,
    examples: [
      ['claude mcp add sojourn -- sojourn mcp', 'in Claude Code'],
      ['mcp --url http://127.0.0.1:4000', 'of another server'],
    ],
    run: async ({ sojourn, output, signal }) => {
      // Other commands do not need it.
      const { serveStdio } = await import('@sojourn/mcp/serve-stdio')
      const report = (error: unknown) => output.note(`mcp: ${oneLine(String(error))}`)
      await serveStdio({ port: clientPort(sojourn), report }, signal)
      return 'ok'
    },
  })
}

/** A server behind the SDK, as the tools use it. */
const clientPort = ({ sessions, runs, events, permissions, questions, agents, session }: Sojourn): SessionsPort => ({
  create: async (input, options) => (await sessions.create(input, options)).snapshot,
  resolve: async (input, options) => (await sessions.resolve(input, options)).snapshot,
  get: sessions.get,
  list: sessions.list,
  terminate: sessions.terminate,
  submit: runs.submit,
  run: runs.get,
  cancelRun: runs.cancel,
  events: events.list,
  follow: ({ sessionId, after }, signal) => session(sessionId).events({ after, signal }),
  permissions: permissions.list,
  answerPermission: permissions.answer,
  questions: questions.list,
  answerQuestion: questions.answer,
  agents: agents.list,
})
