import type { SettledRun } from '@sojourn/sdk'

/** What the command's exit code says. The help and docs/cli.md list these. */
export const exitCodes = {
  ok: { code: 0, about: 'done' },
  error: { code: 1, about: 'it did not work; the last lines on standard error say why and what to do' },
  usage: { code: 2, about: 'the command line is wrong' },
  runFailed: { code: 3, about: 'the run failed' },
  runCancelled: { code: 4, about: 'the run was cancelled' },
  runTimedOut: { code: 5, about: 'the run took longer than its limit' },
  runDenied: { code: 6, about: 'the run ended because a permission was denied or expired' },
  interrupted: { code: 130, about: 'Ctrl-C; what the server does goes on' },
} as const

export type Exit = keyof typeof exitCodes

/** How the command ends when it has waited for this run. */
export const exitOfRun = ({ status, doneReason }: Pick<SettledRun, 'status' | 'doneReason'>): Exit => {
  if (doneReason === 'denied') return 'runDenied'
  switch (status) {
    case 'completed':
      return 'ok'
    case 'failed':
      return 'runFailed'
    case 'cancelled':
      return 'runCancelled'
    case 'timed_out':
      return 'runTimedOut'
  }
}
