import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Titles as they stand in the source of a test or of a contract suite. */
const titlesIn = (source: string): string[] =>
  [...source.matchAll(/\b(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)?\(\s*(['"`])(.*?)\1/gs)].map(
    ([, , title = '']) => title,
  )

const tests = globSync(
  ['{packages,apps}/*/{test,src/testing,e2e}/**/*.ts', '{scripts,examples,tooling}/**/*.test.ts'],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
)

describe('docs/sources.md', () => {
  const rows = read('docs/sources.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| It describes'))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()))

  it('has no empty cell', () => {
    expect(rows.length).toBeGreaterThan(100)
    expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([])
  })

  it.each(rows)('%s', (_what, _where, proof = '') => {
    const [, file = '', title = ''] = /^`(.+?)` “(.+)”$/.exec(proof) ?? []
    expect(tests).toContain(file)
    expect(titlesIn(read(file))).toContain(title)
  })
})

describe('the rules of core', () => {
  const rules = [...read('packages/core/SPEC.md').matchAll(/^- \*\*([A-Z]+|Trap )(\d+)\*\*/gm)].map(
    ([, family = '', number]) => ({ family, number: Number(number), id: `${family}${number}` }),
  )

  it('have every number once, from 1 on', () => {
    const families = Map.groupBy(rules, ({ family }) => family)
    for (const family of ['S', 'R', 'E', 'P', 'C', 'F', 'X', 'Trap ']) {
      const numbers = families.get(family)?.map(({ number }) => number) ?? []
      expect(numbers, family).toEqual(numbers.map((_, at) => at + 1))
    }
    expect(rules).toHaveLength(new Set(rules.map(({ id }) => id)).size)
  })

  it('are each in the title of a test', () => {
    const proven = new Set(
      tests.flatMap((path) =>
        titlesIn(read(path)).flatMap((title) => [...title.matchAll(/\[([A-Z]+\d+|Trap \d+)\]/g)].map(([, id]) => id)),
      ),
    )
    expect(rules.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([])
  })
})
