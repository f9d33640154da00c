import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { Output } from '../src/output/output.ts'
import { ProgressBar } from '../src/output/progress-bar.ts'

class Terminal extends Writable {
  readonly isTTY = true
  readonly columns = 70
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk
    done()
  }

  /** What has been drawn since the last look. */
  take(): string {
    const drawn = this.text.replaceAll('\r\u001b[2K', '')
    this.text = ''
    return drawn
  }
}

const opened = (total: number | null, json = false) => {
  const terminal = new Terminal()
  const output = new Output({ stdout: terminal, stderr: terminal } as never)
  let now = 0
  const amount = (count: number) => `${count} things`
  const bar = new ProgressBar({ output, json }, { label: 'Counting', total, amount }, () => now)
  return {
    terminal,
    bar,
    later: (ms: number) => {
      now += ms
    },
  }
}

test('[L13] a bar says how much of how much, seldom enough to cost nothing, and how long it will take', () => {
  const { terminal, bar, later } = opened(200)
  bar.add(50)
  expect(terminal.take()).toBe('Counting ██████░░░░░░░░░░░░░░░░░░  25 % · 50 things of 200 things')
  later(10)
  bar.add(1)
  expect(terminal.take()).toBe('')
  later(3_990)
  bar.update(100)
  expect(terminal.take()).toBe('Counting ████████████░░░░░░░░░░░░  50 % · 100 things of 200 things ·…')
  later(100)
  bar.update(150, 150)
  expect(terminal.take()).toContain('█ 100 % · 150 things of 150 things')
  bar[Symbol.dispose]()
  expect(terminal.text).toBe('\r\u001b[2K')
})

test('[L13] where nobody knows how much there is, it counts', () => {
  const { terminal, bar } = opened(null)
  bar.add(3)
  expect(terminal.take()).toBe('Counting … 3 things')
})

test('[L13] nothing is drawn beside JSON, nor for work that never reports', () => {
  const beside = opened(10, true)
  beside.bar.add(5)
  beside.bar[Symbol.dispose]()
  const silent = opened(10)
  silent.bar[Symbol.dispose]()
  expect(beside.terminal.text + silent.terminal.text).toBe('')
})
