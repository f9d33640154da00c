import { SojournError } from '@sojourn/contract/error'
import { sessionState, sessionStatus, stateTriggers, statusTriggers } from '@sojourn/contract/session'
import { describe, expect, it } from 'vitest'
import { nextState, nextStatus, stateTable, statusTable } from '../src/session/state-machine.ts'
import { moveState, moveStatus } from '../src/session/transitions.ts'

// The tables as the specification writes them: `·` = refused, `=` = accepted and nothing changes.
const specifiedStates = `
  state          | run_started | run_settled    | interrupt    | fault
  created        | running     | ·              | ·            | error
  running        | ·           | awaiting_input | interrupting | error
  awaiting_input | running     | ·              | =            | error
  interrupting   | ·           | awaiting_input | =            | error
  error          | running     | ·              | ·            | =
`
const specifiedStatuses = `
  status    | pause  | resume | complete  | crash   | recover
  active    | paused | =      | completed | crashed | ·
  paused    | =      | active | completed | crashed | ·
  completed | ·      | active | =         | ·       | ·
  crashed   | ·      | active | completed | =       | active
`

interface Cell {
  from: string
  trigger: string
  to: string | null
}

const cellsOf = (table: string): Cell[] => {
  const [head, ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  return rows.flatMap(([from = '', ...cells]) =>
    cells.map((cell, at) => ({
      from,
      trigger: head?.[at + 1] ?? '',
      to: cell === '·' ? null : cell === '=' ? from : cell,
    })),
  )
}

const builtCells = (table: Record<string, Record<string, string | null>>): Cell[] =>
  Object.entries(table).flatMap(([from, row]) => Object.entries(row).map(([trigger, to]) => ({ from, trigger, to })))

const refusalOf = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error
  }
  return null
}

const actor = { by: 'tester', source: 'user' } as const

describe('state tables', () => {
  it('[S2] the tables in source are those of the specification, cell by cell', () => {
    expect(builtCells(stateTable)).toEqual(cellsOf(specifiedStates))
    expect(builtCells(statusTable)).toEqual(cellsOf(specifiedStatuses))
  })

  it('[S2] the tables are total: every state has a cell for every trigger', () => {
    expect(Object.keys(stateTable)).toEqual(sessionState.options)
    for (const row of Object.values(stateTable)) expect(Object.keys(row)).toEqual([...stateTriggers])
    expect(Object.keys(statusTable)).toEqual(sessionStatus.options)
    for (const row of Object.values(statusTable)) expect(Object.keys(row)).toEqual([...statusTriggers])
  })

  for (const { from, trigger, to } of cellsOf(specifiedStates)) {
    it(`[S2] state ${from} + ${trigger} → ${to ?? 'INVALID_TRANSITION'}`, () => {
      const args = [from, trigger] as Parameters<typeof nextState>
      const [state, move] = args
      if (to === null) {
        for (const call of [() => nextState(...args), () => moveState(state, { trigger: move })]) {
          expect(refusalOf(call)).toMatchObject({ code: 'INVALID_TRANSITION', status: 409, meta: { from, trigger } })
        }
        return
      }
      expect(nextState(...args)).toBe(to)
      const drafts = moveState(state, { trigger: move })
      expect(drafts.map(({ data }) => data)).toEqual(to === from ? [] : [{ from, to, trigger }])
    })
  }

  for (const { from, trigger, to } of cellsOf(specifiedStatuses)) {
    it(`[S2] status ${from} + ${trigger} → ${to ?? 'INVALID_TRANSITION'}`, () => {
      const args = [from, trigger] as Parameters<typeof nextStatus>
      const [status, move] = args
      const moving = { trigger: move, reason: undefined, actor }
      if (to === null) {
        const error = refusalOf(() => moveStatus(status, moving))
        expect(error).toBeInstanceOf(SojournError)
        expect(error).toMatchObject({ code: 'INVALID_TRANSITION', status: 409, meta: { from, trigger } })
        return
      }
      expect(nextStatus(...args)).toBe(to)
      const drafts = moveStatus(status, moving)
      expect(drafts.map(({ data }) => data)).toEqual(to === from ? [] : [{ from, to, trigger, by: 'tester' }])
    })
  }
})
