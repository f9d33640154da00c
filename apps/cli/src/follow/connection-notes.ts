import type { ConnectionState } from '@sojourn/sdk'
import type { Cli } from '../cli.ts'
import { duration } from '../output/quantities.ts'

/** Says on standard error when the connection breaks and when it is back, once each. */
export const connectionNotes = (
  { output }: Pick<Cli, 'output'>,
  settle: () => void,
): ((state: ConnectionState) => void) => {
  let broken = false
  return (state) => {
    if (state.state === 'waiting' && !broken) {
      broken = true
      settle()
      output.note(output.styleNote('yellow', `connection lost; trying again in ${duration(state.retryInMs)} …`))
    }
    if (state.state === 'open' && broken) {
      broken = false
      output.note(output.styleNote('green', 'connected again; nothing was missed'))
    }
  }
}
