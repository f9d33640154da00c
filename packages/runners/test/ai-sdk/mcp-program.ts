// An MCP server for tests, as a program: one JSON-RPC message a line. It can misbehave.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

process.stdout.write('Hello, this line is no message.\n')
process.stderr.write('A complaint.\n')

const tools = [
  { name: 'peek', description: 'Look', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
  { name: 'note', inputSchema: { type: 'object' }, annotations: { idempotentHint: true } },
  { name: 'break', inputSchema: { type: 'object' } },
  { name: 'die', inputSchema: { type: 'object' } },
]

const called = (name: string, input: unknown) => {
  if (name === 'die') process.exit(3)
  if (name === 'break') return { content: [{ type: 'text', text: 'It is broken.' }], isError: true }
  if (name === 'note') appendFileSync('notes', `${JSON.stringify(input)}\n`)
  return {
    content: [
      {
        type: 'text',
        text: `${name} ${JSON.stringify(input)} ${process.env.GREETING ?? ''} ${process.env.SECRET_OF_SERVER ?? 'nothing'}`,
      },
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
    ],
  }
}

const answers: Record<string, (params: { name: string; arguments: unknown; protocolVersion: string }) => unknown> = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'test', version: String(process.pid) },
  }),
  'tools/list': () => ({ tools }),
  'tools/call': ({ name, arguments: input }) => called(name, input),
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = answers[method]?.(params)
  const answer = result === undefined ? { error: { code: -32601, message: 'No such method' } } : { result }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`)
})
appendFileSync('pids', `${process.pid}\n`)
