import type { SojournError } from '@sojourn/contract/error'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PromptWatch } from '../../src/acp/prompt-watch.ts'

let late: SojournError | null
let lastLife: number

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  late = null
  lastLife = performance.now()
})
afterEach(() => void vi.useRealTimers())

const watchFor = (times: { promptTimeoutMs?: number; silenceTimeoutMs: number }) =>
  new PromptWatch({
    promptTimeoutMs: undefined,
    ...times,
    lastLife: () => lastLife,
    onLate: (error) => {
      late = error
    },
  })

describe('the time that an agent has', () => {
  it('[ACP14] to work does not pass while people are asked', () => {
    const watch = watchFor({ promptTimeoutMs: 10_000, silenceTimeoutMs: 600_000 })
    vi.advanceTimersByTime(9_000)
    watch.waits(true)
    vi.advanceTimersByTime(300_000)
    watch.waits(false)
    vi.advanceTimersByTime(800)
    expect(late).toBeNull()
    vi.advanceTimersByTime(600)
    expect(late?.message).toBe('The agent did not finish within 10 s (promptTimeoutMs).')
  })

  it('[ACP14] to say nothing begins anew with each word, and when people have answered', () => {
    const watch = watchFor({ silenceTimeoutMs: 10_000 })
    vi.advanceTimersByTime(9_000)
    lastLife = performance.now()
    vi.advanceTimersByTime(9_000)
    watch.waits(true)
    vi.advanceTimersByTime(300_000)
    watch.waits(false)
    vi.advanceTimersByTime(9_800)
    expect(late).toBeNull()
    vi.advanceTimersByTime(600)
    expect(late?.message).toBe('The agent said nothing for 10 s (silenceTimeoutMs).')
  })

  it('[ACP14] is over once it is closed', () => {
    const watch = watchFor({ silenceTimeoutMs: 1_000 })
    watch.close()
    vi.advanceTimersByTime(5_000)
    expect([late, vi.getTimerCount()]).toEqual([null, 0])
  })
})
