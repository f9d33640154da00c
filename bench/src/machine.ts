import { cpus, loadavg, totalmem } from 'node:os'

/** Where a figure comes from: without it a figure says little. */
export interface Machine {
  cpu: string
  cores: number
  memoryGb: number
  node: string
  platform: string
  /** Average number of runnable processes over the last minute, before the benchmark. */
  load: number
}

export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  load: loadavg()[0] ?? 0,
})
