import type { SessionSummary } from '@sojourn/contract/session'
import { Archive, ArchiveRestore, CircleCheck, Copy, GitFork, Pause, Play } from 'lucide-react'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import { type CommandParts, type SessionCommands, sessionCommands } from './session-commands.ts'

type Subject = Pick<SessionSummary, 'id' | 'status' | 'archived' | 'running' | 'queueDepth'>

const statusEntry = ({ id, status }: Subject, commands: SessionCommands): MenuEntry => {
  if (status === 'active') {
    return {
      kind: 'action',
      label: 'Pause the queue',
      icon: <Pause aria-hidden />,
      onSelect: () => void commands.change(id, 'pause'),
    }
  }
  return {
    kind: 'action',
    label: status === 'completed' ? 'Reopen' : 'Resume',
    icon: <Play aria-hidden />,
    onSelect: () => void commands.change(id, 'resume'),
  }
}

/** What the list and the session's page offer alike. */
export const sessionMenu = (session: Subject, parts: CommandParts): MenuEntry[] => {
  const commands = sessionCommands(parts)
  const { id, archived, queueDepth } = session
  return [
    { kind: 'action', label: 'Copy id', icon: <Copy aria-hidden />, onSelect: () => void commands.copyId(id) },
    { kind: 'action', label: 'Fork', icon: <GitFork aria-hidden />, onSelect: () => void commands.fork(id) },
    { kind: 'line' },
    statusEntry(session, commands),
    {
      kind: 'action',
      label: queueDepth > 0 ? 'Complete, dropping the queue' : 'Complete',
      icon: <CircleCheck aria-hidden />,
      disabled: session.status === 'completed' || session.running,
      onSelect: () => void commands.complete(id, queueDepth > 0),
    },
    {
      kind: 'action',
      label: archived ? 'Take out of the archive' : 'Archive',
      icon: archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />,
      onSelect: () => void commands.change(id, archived ? 'unarchive' : 'archive'),
    },
  ]
}
