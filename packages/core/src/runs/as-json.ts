import { SojournError } from '@sojourn/contract/error'

const textOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/**
 * What a runner says, as JSON says it: a copy, so that nothing the runner does with its value later makes followers see
 * other things than the log. RUNNER_FAILED when JSON cannot say it at all; `what` names it for people.
 */
export const asJson = <Value>(value: Value, what: string): Value => {
  const text = textOf(value)
  if (text === undefined) throw new SojournError('RUNNER_FAILED', `${what} is not a value of JSON.`)
  return JSON.parse(text) as Value
}
