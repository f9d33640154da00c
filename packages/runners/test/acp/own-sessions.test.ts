import { describe, expect, it } from 'vitest'
import { temporaryWorkspace } from '../temporary-workspace.ts'
import { openAcpSession, sessionOf } from './acp-engine.ts'

describe('sessions that the agent keeps itself', () => {
  it('[ACP18] are listed, and gone on with where they were', async () => {
    const cwd = await temporaryWorkspace()
    const { engine, play, session, owner } = await openAcpSession({ settings: { cwd } })
    await play({ think: 'Hm' }, { say: 'Said before' }, { tool: { title: 'Look', kind: 'read' } })
    const { agentSessionId } = await session.get()
    const [known] = (await engine.ownSessions('agent')).items
    expect(known).toMatchObject({ agentSessionId, cwd, sessionId: session.id })
    await expect(engine.attach('agent', agentSessionId ?? '')).rejects.toMatchObject({ code: 'SESSION_EXISTS' })
    await engine.remove(session)
    const again = sessionOf(engine, await engine.attach('agent', agentSessionId ?? ''), owner)
    const past = (await again.session.of('block.completed')).map(({ block }) => [
      block.kind,
      'text' in block && block.text,
    ])
    expect(past).toEqual([
      ['user_message', expect.stringContaining('@agent')],
      ['thinking', 'Hm'],
      ['assistant_text', 'Said before'],
      ['system', 'Look'],
    ])
    expect(await again.play({ say: 'And on' })).toMatchObject({ output: 'And on' })
    expect((await again.session.get()).agentSessionId).toBe(agentSessionId)
    expect(await again.session.of('agent.session_opened')).toHaveLength(1)
  })
})
