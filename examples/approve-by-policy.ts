// A reviewer that answers the requests of all sessions: reading is fine, shell commands from a list are fine, the rest
// waits for a person. It may run beside the console and other reviewers; the first answer counts.
//   node examples/approve-by-policy.ts
import { type Permission, SojournError } from '@sojourn/sdk'
import { connect } from './connect.ts'

const allowed = [/^git (status|diff|log)\b/, /^npm (test|run lint)$/]

const isFine = ({ toolId, operation, toolInput }: Permission): boolean => {
  if (toolId === 'fs') return operation === 'read' || operation === 'list'
  const command = typeof toolInput === 'object' && toolInput !== null && 'command' in toolInput ? toolInput.command : ''
  return toolId === 'shell' && allowed.some((pattern) => pattern.test(String(command)))
}

const sojourn = connect()

const review = async (): Promise<void> => {
  const { items } = await sojourn.permissions.list({ status: 'pending' })
  for (const permission of items.filter(isFine)) {
    await sojourn.permissions.answer({ permissionId: permission.id, option: 'allow_once' }).catch((error: unknown) => {
      if (!(error instanceof SojournError && error.code === 'ALREADY_ANSWERED')) throw error
    })
    console.log(`allowed ${permission.toolId}.${permission.operation} in ${permission.sessionId}`)
  }
}

await review()
for await (const changes of sojourn.sessions.changes()) {
  if (changes.some((change) => change.kind === 'changed' && change.summary.pendingPermissions > 0)) await review()
}
