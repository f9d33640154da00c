import type { AnswerAllInput } from '@sojourn/contract/permission'
import { answerAllInput } from '@sojourn/contract/permission'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { SessionDriver } from '../src/testing/session-driver.ts'
import { startTestRuntime, tester } from '../src/testing/test-runtime.ts'

let drivers: SessionDriver[]
let ids: string[]
let ran: string[]

beforeEach(async () => {
  ran = []
  const runner = new ScriptedTurns().on('two', async (turn) => {
    const calls = ['a', 'b'].map((name) => {
      const toolCallId = `${name}-${turn.runId}`
      const request = { toolCallId, toolId: 'fs', operation: 'write', toolInput: { name } }
      return turn.tool(request, async () => {
        ran.push(toolCallId)
        return { result: null }
      })
    })
    await Promise.all(calls)
  })
  const on = await startTestRuntime({ runner })
  drivers = [await SessionDriver.on(on), await SessionDriver.on(on)]
  for (const driver of drivers) await driver.submit('two')
  for (const driver of drivers) await driver.until('permission.requested', 2)
  const { items } = await on.runtime.permissions.list(tester, { status: 'pending' })
  ids = items.map(({ id }) => id)
})
afterEach(() => drivers[0]?.runtime.shutdown())

const permissions = () => {
  const [driver] = drivers
  if (!driver) throw new Error('No session')
  return driver.runtime.permissions
}
const answerAll = (input: Partial<AnswerAllInput>) =>
  permissions().answerAll(tester, { permissionIds: ids, option: 'allow_once', ...input })

describe('one answer to several requests', () => {
  it('[P9] answers each, across sessions, in the order in which they were named', async () => {
    const { items } = await answerAll({ message: 'All fine' })
    expect(items.map(({ permissionId }) => permissionId)).toEqual(ids)
    for (const item of items) {
      const answered = { status: 'allowed', by: 'tester', message: 'All fine', seq: expect.any(Number) }
      expect(item).toMatchObject({ status: 'answered', permission: answered })
    }
    for (const driver of drivers) await driver.until('run.completed')
    expect(ran).toHaveLength(4)
  })

  it('[P9] [P4] what one is refused for harms no other, and says what stands', async () => {
    const [first = '', second = ''] = ids
    await permissions().answer({ ...tester, by: 'early' }, { permissionId: first, option: 'reject_once' })
    const { items } = await answerAll({ permissionIds: [first, 'unknown', second] })
    expect(items).toMatchObject([
      { status: 'refused', error: { code: 'ALREADY_ANSWERED' }, permission: { by: 'early', status: 'denied' } },
      { status: 'refused', permissionId: 'unknown', error: { code: 'PERMISSION_NOT_FOUND' } },
      { status: 'answered', permissionId: second },
    ])
    expect((await permissions().get(tester, { permissionId: second })).status).toBe('allowed')
    expect((await permissions().list(tester, { status: 'pending' })).items).toHaveLength(2)
  })

  it('[P9] [X1] requests of another project are unknown', async () => {
    const stranger = { ...tester, projectId: 'other' }
    const { items } = await permissions().answerAll(stranger, { permissionIds: ids, option: 'allow_once' })
    expect(items.map((item) => item.status === 'refused' && item.error.code)).toEqual(
      ids.map(() => 'PERMISSION_NOT_FOUND'),
    )
    expect(ran).toEqual([])
  })

  it('[P9] [R11] under a key: the same answer again, also when the first execution died before it answered', async () => {
    const [driver] = drivers
    if (!driver) throw new Error('No session')
    const input = { permissionIds: ids, option: 'allow_once' as const }
    const call = { key: 'k', operation: 'permissions.answerAll', input }
    const dies = async () => {
      await answerAll({})
      throw new Error('The process died')
    }
    await expect(driver.runtime.once(tester, call, dies)).rejects.toThrow('died')
    const again = await driver.runtime.once(tester, call, (actor) => permissions().answerAll(actor, input))
    expect(again.items.map(({ status }) => status)).toEqual(ids.map(() => 'answered'))
  })

  it('[P9] takes 1 to 200 requests, each once', () => {
    const accepts = (permissionIds: string[]) =>
      answerAllInput.safeParse({ permissionIds, option: 'allow_once' }).success
    const many = Array.from({ length: 201 }, (_, at) => `p${at}`)
    expect([[], ['p', 'p'], many].map(accepts)).toEqual([false, false, false])
    expect(accepts(many.slice(1))).toBe(true)
  })
})
