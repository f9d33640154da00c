import type { SessionEvent } from '@sojourn/contract/event'
import type { Actor, AgentRuntime } from '@sojourn/core/runtime/agent-runtime'
import type { SessionsPort } from '@sojourn/mcp/sessions-port'

/** The runtime of this process, as somebody may use it. */
export const runtimePort = (runtime: AgentRuntime, actor: Actor): SessionsPort => {
  const { sessions, runs, events, permissions, questions, agents } = runtime
  return {
    create: (input) => sessions.create(actor, input),
    resolve: (input) => sessions.resolve(actor, input),
    get: (input) => sessions.get(actor, input),
    list: (input) => sessions.list(actor, input),
    terminate: (input) => sessions.terminate(actor, input),
    submit: (input) => runs.submit(actor, input),
    run: (input) => runs.get(actor, input),
    cancelRun: (input) => runs.cancel(actor, input),
    events: (input) => events.list(actor, input),
    async *follow(input, signal): AsyncGenerator<SessionEvent> {
      for await (const frame of events.follow(actor, input, signal)) {
        if (frame.kind === 'events') for (const { event } of frame.events) yield event
      }
    },
    permissions: (input) => permissions.list(actor, input),
    answerPermission: (input) => permissions.answer(actor, input),
    questions: (input) => questions.list(actor, input),
    answerQuestion: (input) => questions.answer(actor, input),
    agents: (input) => agents.list(actor, input),
  }
}
