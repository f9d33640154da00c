import type { AddRuleInput, PermissionRule, RuleMatcher } from '@sojourn/contract/permission'
import { addRuleInput } from '@sojourn/contract/permission'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { explainPermission, matchesGlob, ruleMatches } from '../src/permissions/permission-rules.ts'
import { refusal, SessionDriver } from '../src/testing/session-driver.ts'
import { tester } from '../src/testing/test-runtime.ts'

const now = Date.parse('2026-01-01T00:00:00.000Z')
const call = { toolId: 'fs', operation: 'write', toolInput: { path: 'a.txt', depth: 2, nested: { flag: true } } }

const stored = (rule: Partial<PermissionRule> = {}): PermissionRule => ({
  id: 'rule',
  scope: 'everyone',
  sessionId: null,
  agentId: null,
  toolId: '*',
  operation: '*',
  decision: 'allow',
  expiresAt: null,
  createdBy: 'olga',
  createdAt: '2026-01-01T00:00:00.000Z',
  ...rule,
})
const explain = (rules: PermissionRule[], policy: RuleMatcher[] = []) =>
  explainPermission(call, { policy, alwaysAsk: [], stored: rules, now })

describe('matching', () => {
  const globs: [string, string, boolean][] = [
    ['*', '', true],
    ['*', 'anything', true],
    ['fs', 'fs', true],
    ['fs', 'fsx', false],
    ['f?', 'fs', true],
    ['f?', 'f', false],
    ['*.txt', 'a.txt', true],
    ['*.txt', 'a.txt.exe', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXcYb', false],
    ['**', 'x', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['src/*', 'src/deep/down.ts', true],
  ]
  for (const [glob, text, matches] of globs) {
    it(`[P1] ${glob} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      expect(matchesGlob(glob, text)).toBe(matches)
    })
  }

  it('[P1] a glob made to take long does not', () => {
    expect(matchesGlob(`${'a*'.repeat(50)}b`, 'a'.repeat(5_000))).toBe(false)
  })

  it('[P1] input is matched by dotted path; what is not there does not match', () => {
    const rule = (input: Record<string, string>): RuleMatcher => ({
      toolId: '*',
      operation: '*',
      decision: 'allow',
      input,
    })
    const matches = (input: Record<string, string>) => ruleMatches(rule(input), call)
    expect(matches({ path: '*.txt' })).toBe(true)
    expect(matches({ depth: '2', 'nested.flag': 'true' })).toBe(true)
    expect(matches({ nested: '{"flag":true}' })).toBe(true)
    expect(matches({ path: '*.txt', depth: '3' })).toBe(false)
    for (const missing of ['none', 'path.length', 'constructor', '__proto__', 'nested.toString']) {
      expect(matches({ [missing]: '*' })).toBe(false)
    }
  })
})

describe('the decision', () => {
  it('[P1] without rules get is allowed and everything else asks', () => {
    expect(explain([])).toMatchObject({ decision: 'ask', by: 'default', rule: null })
    const get = explainPermission({ ...call, operation: 'get' }, { policy: [], alwaysAsk: [], stored: [], now })
    expect(get).toMatchObject({ decision: 'allow', by: 'default' })
    const getter = explainPermission(
      { ...call, operation: 'getEverything' },
      { policy: [], alwaysAsk: [], stored: [], now },
    )
    expect(getter.decision).toBe('ask')
  })

  it('[P1] first match wins: policy, then session, agent, everyone, whatever the order they were made in', () => {
    const rules = [
      stored({ id: 'e', scope: 'everyone', createdAt: '2026-01-01T00:00:03.000Z' }),
      stored({ id: 'a', scope: 'agent', agentId: 'test', decision: 'deny', createdAt: '2026-01-01T00:00:02.000Z' }),
      stored({ id: 's', scope: 'session', sessionId: 'x', decision: 'ask', createdAt: '2026-01-01T00:00:01.000Z' }),
    ]
    const policy: RuleMatcher[] = [
      { toolId: 'shell', operation: '*', decision: 'deny' },
      { toolId: 'fs', operation: '*', decision: 'allow' },
      { toolId: 'fs', operation: '*', decision: 'deny' },
    ]
    expect(explain(rules, policy)).toMatchObject({ decision: 'allow', by: 'policy', rule: null })
    expect(explain(rules)).toMatchObject({ decision: 'ask', by: 'rule', rule: { id: 's' } })
    expect(explain(rules.slice(0, 2))).toMatchObject({ decision: 'deny', rule: { id: 'a' } })
    expect(explain(rules.slice(0, 1))).toMatchObject({ decision: 'allow', rule: { id: 'e' } })
  })

  it('[P1] within a scope the newest rule wins, also among rules of the same moment', () => {
    const older = stored({ id: 'r1', createdAt: '2025-01-01T00:00:00.000Z' })
    const newer = stored({ id: 'r2', decision: 'deny' })
    const newest = stored({ id: 'r3', decision: 'ask' })
    for (const rules of [
      [older, newer, newest],
      [newest, newer, older],
      [newer, older, newest],
    ]) {
      expect(explain(rules).rule?.id).toBe('r3')
    }
  })

  it('[P5] a rule that has expired does not count any more', () => {
    const rule = stored({ expiresAt: '2026-01-01T00:00:00.001Z' })
    expect(explain([rule]).decision).toBe('allow')
    expect(explain([stored({ expiresAt: '2026-01-01T00:00:00.000Z' })]).by).toBe('default')
  })

  it('[P1] a rule that matches neither tool nor operation is passed over', () => {
    expect(explain([stored({ toolId: 'shell' }), stored({ operation: 'read' })]).by).toBe('default')
  })

  it('[P1] the reason names the rule, its scope and who made it', () => {
    expect(explain([stored({ toolId: 'f*', decision: 'deny' })]).reason).toBe(
      'A rule of scope everyone by olga says: deny f* *.',
    )
  })
})

describe('stored rules', () => {
  let driver: SessionDriver

  beforeEach(async () => {
    driver = await SessionDriver.open()
  })
  afterEach(() => driver.runtime.shutdown())

  const permissions = () => driver.runtime.permissions
  const add = (rule: Partial<AddRuleInput>) =>
    permissions().addRule(tester, { scope: 'everyone', toolId: '*', operation: '*', decision: 'allow', ...rule })

  it('[P5] are added, listed closest scope first, explained and revoked', async () => {
    const everyone = await add({})
    const ofAgent = await add({ scope: 'agent', agentId: 'test', decision: 'deny' })
    const ofSession = await add({ scope: 'session', sessionId: driver.sessionId, decision: 'ask', toolId: 'fs' })
    expect(ofSession).toMatchObject({ createdBy: 'tester', createdAt: '2026-01-01T00:00:00.000Z', expiresAt: null })
    const listed = async (query: object) => (await permissions().rules(tester, query)).items.map(({ id }) => id)
    expect(await listed({})).toEqual([ofSession.id, ofAgent.id, everyone.id])
    expect(await listed({ agentId: 'test' })).toEqual([ofAgent.id, everyone.id])
    expect(await listed({ sessionId: driver.sessionId })).toEqual([ofSession.id, everyone.id])
    const why = () => permissions().explain(tester, { ...driver.ref, ...call })
    expect(await why()).toMatchObject({ decision: 'ask', rule: { id: ofSession.id } })
    expect(await permissions().removeRule(tester, { ruleId: ofSession.id })).toEqual({
      id: ofSession.id,
      removed: true,
    })
    expect(await why()).toMatchObject({ decision: 'deny', rule: { id: ofAgent.id } })
    await permissions().removeRule(tester, { ruleId: ofAgent.id })
    expect(await why()).toMatchObject({ decision: 'allow', rule: { id: everyone.id } })
    expect((await refusal(permissions().removeRule(tester, { ruleId: ofAgent.id }))).code).toBe('RULE_NOT_FOUND')
  })

  it('[P5] a rule made later in the same millisecond wins', async () => {
    await add({})
    const later = await add({ decision: 'deny' })
    expect((await permissions().explain(tester, { ...driver.ref, ...call })).rule?.id).toBe(later.id)
  })

  it('[P1] explain counts the session’s policy, and works for an agent alone', async () => {
    await driver.runtime.sessions.update(tester, {
      ...driver.ref,
      policy: { rules: [{ toolId: 'fs', operation: '*', decision: 'deny' }] },
    })
    expect(await permissions().explain(tester, { ...driver.ref, ...call })).toMatchObject({
      by: 'policy',
      decision: 'deny',
    })
    await add({ scope: 'agent', agentId: 'test', decision: 'deny' })
    expect(await permissions().explain(tester, { agentId: 'test', ...call })).toMatchObject({ by: 'rule' })
    expect(await permissions().explain(tester, call)).toMatchObject({ by: 'default' })
    const unknown = permissions().explain(tester, { sessionId: 'nobody', ...call })
    expect((await refusal(unknown)).code).toBe('SESSION_NOT_FOUND')
  })

  it('[P5] a rule for an unknown session is refused; scopes name what they reach', async () => {
    const unknown = add({ scope: 'session', sessionId: 'nobody' })
    expect((await refusal(unknown)).code).toBe('SESSION_NOT_FOUND')
    for (const scope of ['session', 'agent']) {
      expect(addRuleInput.safeParse({ scope, decision: 'allow' }).success).toBe(false)
    }
  })

  it('[X1] rules of one project are neither seen, counted nor revoked in another', async () => {
    const { id: ruleId } = await add({})
    const stranger = { ...tester, projectId: 'other' }
    expect((await permissions().rules(stranger, {})).items).toEqual([])
    expect((await permissions().explain(stranger, call)).by).toBe('default')
    expect((await refusal(permissions().removeRule(stranger, { ruleId }))).code).toBe('RULE_NOT_FOUND')
    expect((await permissions().rules(tester, {})).items).toHaveLength(1)
  })
})
