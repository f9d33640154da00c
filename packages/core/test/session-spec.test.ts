import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stateTable, statusTable } from '../src/session/state-machine.ts'

const root = join(import.meta.dirname, '..')
const spec = readFileSync(join(root, 'SPEC.md'), 'utf8')

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))

/** The rows of the table after a mark, as cells. */
const tableOf = (name: string): string[][] => {
  const [, after = ''] = spec.split(`<!-- table: ${name} -->\n`)
  const [table = ''] = after.split('\n\n')
  return table
    .trim()
    .split('\n')
    .map((row) => row.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter((_, at) => at !== 1)
}

const asWritten = (name: string, table: Record<string, Record<string, string | null>>): string[][] => {
  const rows = Object.entries(table)
  const triggers = Object.keys(rows[0]?.[1] ?? {})
  const cell = (from: string, to: string | null | undefined) => (to === from ? '=' : (to ?? '·'))
  return [
    [name, ...triggers],
    ...rows.map(([from, row]) => [from, ...triggers.map((trigger) => cell(from, row[trigger]))]),
  ]
}

describe('SPEC.md', () => {
  it('[S2] has the tables of the code', () => {
    expect(tableOf('state')).toEqual(asWritten('state', stateTable))
    expect(tableOf('status')).toEqual(asWritten('status', statusTable))
  })

  it('lists every error that core throws, and no other', () => {
    const [, after = ''] = spec.split('<!-- list: errors -->')
    const [list = ''] = after.split('<!-- end -->')
    const thrown = sources(join(root, 'src')).flatMap((text) =>
      [...text.matchAll(/new SojournError\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
    )
    expect(list.match(/[A-Z_]+/g)).toEqual([...new Set(thrown)].sort())
  })
})
