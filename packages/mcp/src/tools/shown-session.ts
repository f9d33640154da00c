import { blockedOn } from '@sojourn/contract/blocked'
import type { Session, SessionSummary } from '@sojourn/contract/session'
import { activity, sessionStatus } from '@sojourn/contract/session'
import { z } from 'zod'

/** What a tool shows of a session: enough to choose one and to know whether it moves. */
export const shownSession = z.object({
  sessionId: z.string(),
  title: z.string().nullable(),
  agentId: z.string(),
  tags: z.array(z.string()),
  status: sessionStatus,
  activity,
  blockedOn: blockedOn.nullable().describe('Why its next run does not move'),
  queueDepth: z.number(),
  waitingForPerson: z.number().describe('Permissions and questions that nobody has answered'),
  lastSeq: z.number().describe('Seq of the newest event of its log'),
  lastActivityAt: z.string(),
})
export type ShownSession = z.infer<typeof shownSession>

export const showSession = (session: Session | SessionSummary): ShownSession => ({
  sessionId: session.id,
  title: session.title,
  agentId: session.agentId,
  tags: session.tags,
  status: session.status,
  activity: session.activity,
  blockedOn: session.blockedOn,
  queueDepth: session.queueDepth,
  waitingForPerson: session.pendingPermissions + session.pendingQuestions,
  lastSeq: session.lastSeq,
  lastActivityAt: session.lastActivityAt,
})

export const sessionLine = (session: ShownSession): string => {
  const names = [session.sessionId, ...session.tags.map((tag) => `#${tag}`)].join(' ')
  const now = session.status === 'active' ? session.activity : session.status
  const why = session.blockedOn === null ? '' : `, waits for ${session.blockedOn}`
  return `${names} · ${session.title ?? '(untitled)'} · agent ${session.agentId} · ${now}${why}`
}
