import { describe, expect, test } from 'vitest'
import { startModelAgent, toolWords } from './model-agent.ts'

const write = (path: string, content = 'x') => ({ name: 'write_file', input: { path, content } })

describe('permission', () => {
  test('[AI4] [P4] what a person refused, changed or allowed for good is what happens, and the model is told', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [
        { toolCalls: [write('a')] },
        { toolCalls: [write('b', 'asked')] },
        { toolCalls: [write('c')] },
        { toolCalls: [write('d')] },
        { text: 'Done.' },
      ],
      allow: [],
    })
    const runId = await session.submit('Write')
    await session.answerPermission({ option: 'reject_once', message: 'Not that one.' }, 1)
    await session.answerPermission({ option: 'allow_once', toolInput: { path: 'b', content: 'edited' } }, 2)
    await session.answerPermission({ option: 'allow_always', scope: 'session' }, 3)
    const run = await session.settled(runId)
    expect(run).toMatchObject({ status: 'completed', output: 'Done.' })
    expect(await session.of('permission.requested')).toHaveLength(3)
    const told = toolWords(endpoint, 4)
    expect(told[0]).toMatch(/refused and not executed.*Not that one\./)
    expect(told[1]).toMatch(/changed its input.*"content":"edited".*Created b \(6 bytes\)/s)
    expect(told.slice(2)).toEqual(['Created c (1 byte).', 'Created d (1 byte).'])
  })

  test('[AI4] [P3] a request that expired is told as that, not as a refusal', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ toolCalls: [write('a')] }, { text: 'Nobody was there.' }],
      allow: [],
    })
    await session.update({ limits: { permissionTimeoutMs: 1 } })
    expect(await session.settled(await session.submit('Write'))).toMatchObject({ output: 'Nobody was there.' })
    expect(toolWords(endpoint, 1)[0]).toMatch(/nobody answered in time.*That is no refusal/)
  })

  test('[AI4] a rule that says no is told like a refusal, with the rule', async () => {
    const { session, endpoint } = await startModelAgent({
      script: [{ toolCalls: [write('a')] }, { text: 'Well.' }],
      allow: [],
    })
    await session.update({ policy: { rules: [{ toolId: 'fs', operation: 'write', decision: 'deny' }] } })
    await session.settled(await session.submit('Write'))
    expect(toolWords(endpoint, 1)[0]).toMatch(/refused and not executed.*deny fs write/)
  })
})
