import { type Appliers, changed } from './evolve-draft.ts'

/** What an agent says of itself, beside the work of its attempts. */
export const agentAppliers: Appliers<`agent.${string}`> = {
  // [AG1] Written once: only what names the one that is gone takes its place.
  'agent.session_opened': (draft, { data }) => {
    const known = draft.record.agentSessionId
    if (known !== null && known !== data.replaces) return
    draft.record.agentSessionId = data.agentSessionId
    changed(draft)
  },
  'agent.options_changed': (draft, { data }) => {
    const { options, commands } = data
    draft.record.agentOptions = { options, commands, chosen: data.chosen ?? draft.record.agentOptions?.chosen ?? {} }
    changed(draft)
  },
}
