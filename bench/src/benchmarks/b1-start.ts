import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Benchmark } from '../benchmark.ts'
import { expectReady } from '../processes/server-process.ts'
import { startSojournIn, temporaryDirectory } from '../processes/sojourn-server.ts'
import { inTurns, timed } from '../rounds.ts'
import { median } from '../sample.ts'

/** Milliseconds from the start of the process to its first answer that it is ready. */
const startSojourn = async (): Promise<number> => {
  await using directory = await temporaryDirectory()
  const start = performance.now()
  await using server = await startSojournIn(directory.path)
  await expectReady(server)
  const ms = performance.now() - start
  return ms
}

const startNode = (): Promise<number> => timed(() => once(spawn(process.execPath, ['-e', '0']), 'exit'))

export const start: Benchmark = {
  id: 'b1',
  title: 'Start to ready, on an empty data directory',
  async measure({ small }) {
    const { sojourn, reference } = await inTurns(small ? 2 : 10, { sojourn: startSojourn, reference: startNode })
    return [
      {
        what: 'start to ready',
        unit: 'ms',
        sojourn: median(sojourn),
        reference: median(reference),
        goal: { atMost: 800 },
      },
    ]
  },
}
