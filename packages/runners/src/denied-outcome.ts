import type { RunOutcome, ToolReport } from '@sojourn/core/ports/runner'

const permissionCodes = new Set(['PERMISSION_DENIED', 'PERMISSION_EXPIRED'])

const denied = (code: string, message: string): RunOutcome => ({
  status: 'failed',
  doneReason: 'denied',
  error: { code, message, retryable: false },
})

/**
 * How a run ends whose tool call was not allowed; null when it was. A denial that an earlier attempt already got comes
 * back from the ledger as a failed call with a permission's code, and is a denial all the same.
 */
export const deniedOutcome = (report: ToolReport): RunOutcome | null => {
  if (report.status === 'denied') {
    const code = report.outcome === 'expired' ? 'PERMISSION_EXPIRED' : 'PERMISSION_DENIED'
    return denied(code, report.error.message)
  }
  if (report.status === 'failed' && permissionCodes.has(report.error.code)) {
    return denied(report.error.code, report.error.message)
  }
  return null
}
