import type { RegisterAgentInput } from '@sojourn/contract/agent'

/**
 * The agents that exist from the first start on. `demo` may look around in its workspace and wait without asking, so
 * that only writing asks; `scripted` has no rules of its own: every call that no other rule covers asks.
 */
export const defaultAgents: RegisterAgentInput[] = [
  {
    id: 'demo',
    name: 'Demo',
    runner: 'scripted',
    settings: {},
    policy: {
      rules: [
        { toolId: 'fs', operation: 'list', decision: 'allow' },
        { toolId: 'fs', operation: 'read', decision: 'allow' },
        { toolId: 'wait', operation: 'sleep', decision: 'allow' },
      ],
    },
  },
  { id: 'scripted', name: 'Scripted', runner: 'scripted', settings: {} },
]
