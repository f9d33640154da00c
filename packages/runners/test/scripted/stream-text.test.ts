import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { piecesOf, streamText } from '../../src/scripted/stream-text.ts'
import { Crash, RecordedRun } from '../recording-turn.ts'

const text = fc.string({ unit: 'binary', maxLength: 300 })
const chunks = fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined })

describe('pieces', () => {
  test('[SC4] together they are the text, and none is torn within a character', () => {
    fc.assert(
      fc.property(text, chunks, (whole, count) => {
        const pieces = [...piecesOf(whole, count)]
        expect(pieces.join('')).toBe(whole)
        expect(pieces).not.toContain('')
        for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
      }),
    )
  })

  test('[SC4] without a number they are words with the white space after them', () => {
    expect([...piecesOf('  One two,\n\n three ')]).toEqual(['  ', 'One ', 'two,\n\n ', 'three '])
    expect([...piecesOf(' \n ')]).toEqual([' \n '])
    expect([...piecesOf('')]).toEqual([])
  })

  test('[SC4] with a number they are that many, of nearly equal length', () => {
    const pieces = [...piecesOf('x'.repeat(100_003), 10_000)]
    expect(pieces).toHaveLength(10_000)
    expect(new Set(pieces.map((piece) => piece.length))).toEqual(new Set([10, 11]))
    expect([...piecesOf('abc', 10)]).toEqual(['a', 'b', 'c'])
  })

  test('[SC4] a megabyte of white space is cut at once', () => {
    expect([...piecesOf(' '.repeat(1_000_000))]).toHaveLength(1)
  })
})

describe('streaming', () => {
  test('[C4] a later attempt says exactly the rest, wherever the one before broke off', async () => {
    await fc.assert(
      fc.asyncProperty(text, chunks, fc.integer({ min: 1, max: 60 }), async (whole, count, crashAfter) => {
        const run = new RecordedRun({ text: '', workspace: '/nowhere' })
        const streamed = { kind: 'assistant_text', blockId: 'b', text: whole, chunks: count } as const
        for (let attempt = 0; attempt < 400 && run.of('block.completed').length === 0; attempt++) {
          await streamText(run.nextTurn({ crashAfter }), streamed).catch((error) => {
            if (!(error instanceof Crash)) throw error
          })
        }
        await streamText(run.nextTurn(), streamed)
        expect(
          run
            .of('block.delta')
            .map(({ delta }) => delta)
            .join(''),
        ).toBe(whole)
        expect(run.of('block.completed')).toHaveLength(1)
        expect(run.texts()).toEqual([whole])
      }),
      { numRuns: 50 },
    )
  })

  test('[C4] a text that is another one now completes the block as a whole', async () => {
    const run = new RecordedRun({ text: '', workspace: '/nowhere' })
    const first = streamText(run.nextTurn({ crashAfter: 2 }), { kind: 'assistant_text', blockId: 'b', text: 'One two' })
    await expect(first).rejects.toThrow(Crash)
    await streamText(run.nextTurn(), { kind: 'assistant_text', blockId: 'b', text: 'Another' })
    expect(run.texts()).toEqual(['Another'])
    expect(run.of('block.delta')).toHaveLength(1)
  })

  test('[R6] a cancel ends it between two pieces, in the middle of a delay too', async () => {
    const controller = new AbortController()
    const run = new RecordedRun({
      text: '',
      workspace: '/nowhere',
      onEvent: (event) => event.type === 'block.delta' && controller.abort(new Error('cancelled')),
    })
    const turn = run.nextTurn({ signal: controller.signal })
    const streaming = streamText(turn, { kind: 'assistant_text', blockId: 'b', text: 'One two', delayMs: 60_000 })
    await expect(streaming).rejects.toThrow('cancelled')
    expect(run.texts()).toEqual(['One '])
  })

  test('[SC4] ten thousand pieces leave room for everything else in the process', async () => {
    const run = new RecordedRun({ text: '', workspace: '/nowhere' })
    let others = 0
    const other = () => {
      others++
      immediate = setImmediate(other)
    }
    let immediate = setImmediate(other)
    await streamText(run.nextTurn(), { kind: 'assistant_text', blockId: 'b', text: 'x'.repeat(50_000), chunks: 10_000 })
    clearImmediate(immediate)
    expect(run.of('block.delta')).toHaveLength(10_000)
    expect(others).toBeGreaterThan(10)
  })
})
