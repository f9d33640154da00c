import type { QueryClient } from '@tanstack/react-query'
import { say, sayDone, sayError } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'

const done = {
  pause: { words: 'Paused', undo: 'resume' },
  resume: { words: 'Resumed', undo: null },
  archive: { words: 'Archived', undo: 'unarchive' },
  unarchive: { words: 'Out of the archive', undo: 'archive' },
} as const

export type PlainCommand = keyof typeof done

export interface CommandParts {
  queries: QueryClient
  router: { push: (href: string) => void }
}

/**
 * What can be done with a session from more than one place. Refusals are said aloud; the live feed shows what changed.
 * Each resolves when the server has answered, never rejects.
 */
export const sessionCommands = ({ queries, router }: CommandParts) => {
  const attempt = async (sessionId: string, action: () => Promise<unknown>): Promise<void> => {
    await action().catch(sayError)
    await queries.invalidateQueries({ queryKey: keys.session(sessionId) })
  }
  return {
    change: (sessionId: string, command: PlainCommand) =>
      attempt(sessionId, async () => {
        const { sessions } = getClient()
        await sessions[command].mutate({ sessionId })
        const { words, undo } = done[command]
        await sayDone(words, undo ? () => attempt(sessionId, () => sessions[undo].mutate({ sessionId })) : undefined)
      }),
    complete: (sessionId: string, cancelQueued: boolean) =>
      attempt(sessionId, async () => {
        const { sessions } = getClient()
        await sessions.complete.mutate({ sessionId, cancelQueued })
        await sayDone('Completed', () => attempt(sessionId, () => sessions.resume.mutate({ sessionId })))
      }),
    compact: (sessionId: string) =>
      attempt(sessionId, async () => {
        await getClient().sessions.compact.mutate({ sessionId })
        await say('Compaction queued')
      }),
    fork: (sessionId: string, at: { atSeq?: number; atCheckpoint?: string } = {}) =>
      attempt(sessionId, async () => {
        const child = await getClient().sessions.fork.mutate({ sessionId, ...at })
        await say('Forked', 'This is the new session.')
        router.push(`/session?id=${encodeURIComponent(child.id)}`)
      }),
    remove: async (sessionId: string): Promise<void> => {
      await getClient()
        .sessions.delete.mutate({ sessionId, force: true })
        .then(() => {
          router.push('/')
          return say('Deleted')
        }, sayError)
    },
    copyId: async (sessionId: string): Promise<void> => {
      await navigator.clipboard.writeText(sessionId)
      await say('Id copied', sessionId)
    },
  }
}

export type SessionCommands = ReturnType<typeof sessionCommands>
