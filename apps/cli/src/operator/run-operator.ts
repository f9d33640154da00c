import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type OperatorLine, operatorLine } from '@sojourn/contract/operator-line'
import type { Cli } from '../cli.ts'
import { ProgressBar } from '../output/progress-bar.ts'
import { UsageError } from '../usage-error.ts'

const operatorMain = fileURLToPath(new URL('../../../server/src/operate.ts', import.meta.url))

type Answer = Exclude<OperatorLine, { kind: 'progress' | 'refused' }>

/**
 * Has the server's own code work on a database, in a process of its own: no server need run. Gives what it says but for
 * progress, which is drawn. Throws with its reason when it refuses. Ctrl-C ends it; what it began can be begun again.
 */
export async function* runOperator(cli: Cli, args: readonly string[]): AsyncGenerator<Answer> {
  if (!existsSync(operatorMain)) throw new UsageError('The server is not installed beside this command.')
  const child = spawn(process.execPath, [operatorMain, ...args], {
    env: cli.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: cli.signal,
  })
  const ended = once(child, 'close')
  ended.catch(() => {})
  using progress = new StepProgress(cli)
  for await (const text of createInterface({ input: child.stdout })) {
    const line = operatorLine.parse(JSON.parse(text))
    if (line.kind === 'refused') throw new Error(line.message)
    if (line.kind === 'progress') progress.show(line)
    else yield line
  }
  const [code] = (await ended) as [number | null]
  cli.signal.throwIfAborted()
  if (code !== 0) throw new Error(`The server’s own code ended with ${code ?? 'a signal'}.`)
}

type Step = Extract<OperatorLine, { kind: 'progress' }>

/** A bar for each step of the work, one after the other. */
class StepProgress implements Disposable {
  readonly #cli: Cli
  #step = ''
  #bar: ProgressBar | undefined

  constructor(cli: Cli) {
    this.#cli = cli
  }

  show({ step, done, total }: Step): void {
    if (step !== this.#step) {
      this[Symbol.dispose]()
      this.#step = step
      this.#bar = new ProgressBar(this.#cli, { label: step, amount: (count) => count.toLocaleString('en') })
    }
    this.#bar?.update(done, total)
  }

  [Symbol.dispose](): void {
    this.#bar?.[Symbol.dispose]()
  }
}
