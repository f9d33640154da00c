const notHere = (): Promise<never> =>
  Promise.reject(new Error('Runners whose agent acts by itself are tested with a real runtime'))

/** The part of a turn that runners without an agent of its own mind never touch. */
export class WithoutOwnAgent {
  readonly agentSession = { id: null, options: null, costUsd: 0 }
  readonly requestPermission = notHere
  readonly observeTool = notHere
  readonly openedAgentSession = notHere
  readonly offerOptions = notHere
}
