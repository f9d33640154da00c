/** An agent of the Agent Client Protocol with two modes and a command, for tests: a process of its own. */
import { Readable, Writable } from 'node:stream'
import { agent, ndJsonStream, PROTOCOL_VERSION } from '@agentclientprotocol/sdk'

let currentModeId = 'careful'

agent({ name: 'choosy' })
  .onRequest('initialize', () => ({ protocolVersion: PROTOCOL_VERSION, agentCapabilities: {} }))
  .onRequest('session/new', ({ client }) => {
    const availableCommands = [{ name: 'plan', description: 'Only plan', input: { hint: 'what' } }]
    const update = { sessionUpdate: 'available_commands_update' as const, availableCommands }
    setImmediate(() => void client.notify('session/update', { sessionId: 's', update }))
    const availableModes = ['careful', 'bold'].map((id) => ({ id, name: `Be ${id}` }))
    return { sessionId: 's', modes: { currentModeId, availableModes } }
  })
  .onRequest('session/set_mode', ({ params }) => {
    currentModeId = params.modeId
    return {}
  })
  .onRequest('session/prompt', async ({ client }) => {
    const update = {
      sessionUpdate: 'agent_message_chunk' as const,
      content: { type: 'text' as const, text: currentModeId },
    }
    await client.notify('session/update', { sessionId: 's', update })
    return { stopReason: 'end_turn' as const }
  })
  .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>))
