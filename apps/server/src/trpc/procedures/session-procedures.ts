import { setAgentOptionInput } from '@sojourn/contract/agent-options'
import type { SessionEvent } from '@sojourn/contract/event'
import { pageOf } from '@sojourn/contract/page'
import { submittedRun } from '@sojourn/contract/run'
import {
  cleanupInput,
  cleanupResult,
  committedSession,
  completeSessionInput,
  createSessionInput,
  deletedSession,
  deleteSessionInput,
  forkSessionInput,
  listSessionsInput,
  pauseSessionInput,
  recoverSessionInput,
  resolvedSession,
  resolveSessionInput,
  session,
  sessionRef,
  sessionSummary,
  tagSessionInput,
  untagSessionInput,
  updateSessionInput,
} from '@sojourn/contract/session'
import { sessionMetrics, sessionUsage } from '@sojourn/contract/session-metrics'
import { exportSessionInput, importSessionInput, sessionDigest } from '@sojourn/contract/session-transfer'
import type { SessionChange } from '@sojourn/core/runtime/agent-runtime'
import { linesOf } from '../../transfer/import-body.ts'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

const neverAborts = new AbortController().signal

export const sessionProcedures = {
  create: procedure
    .meta({ summary: 'Create a session' })
    .input(createSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.create(ctx.actor, input))),
  list: procedure
    .meta({ summary: 'List sessions, newest activity first' })
    .input(listSessionsInput)
    .output(pageOf(sessionSummary))
    .query(({ ctx, input }) => ctx.runtime.sessions.list(ctx.actor, input)),
  get: procedure
    .meta({ summary: 'Get a session' })
    .input(sessionRef)
    .output(session)
    .query(({ ctx, input }) => ctx.runtime.sessions.get(ctx.actor, input)),
  summary: procedure
    .meta({ summary: 'Get what lists show of a session' })
    .input(sessionRef)
    .output(sessionSummary)
    .query(({ ctx, input }) => ctx.runtime.sessions.summary(ctx.actor, input)),
  metrics: procedure
    .meta({ summary: 'Get times, runs, tool calls and usage of a session' })
    .input(sessionRef)
    .output(sessionMetrics)
    .query(({ ctx, input }) => ctx.runtime.sessions.metrics(ctx.actor, input)),
  usage: procedure
    .meta({ summary: 'Get tokens and cost of a session' })
    .input(sessionRef)
    .output(sessionUsage)
    .query(({ ctx, input }) => ctx.runtime.sessions.usage(ctx.actor, input)),
  update: procedure
    .meta({ summary: 'Change a session: absent fields stay, null clears' })
    .input(updateSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.update(ctx.actor, input))),
  delete: procedure
    .meta({ summary: 'Delete a session with its log' })
    .input(deleteSessionInput)
    .output(deletedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.delete(ctx.actor, input))),
  resolve: procedure
    .meta({ summary: 'Find a session by fork, tag or id, or create it' })
    .input(resolveSessionInput)
    .output(resolvedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.resolve(ctx.actor, input))),
  pause: procedure
    .meta({ summary: 'Hold the queue; an executing run finishes' })
    .input(pauseSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.pause(ctx.actor, input))),
  resume: procedure
    .meta({ summary: 'Open a paused, completed or crashed session for work' })
    .input(sessionRef)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.resume(ctx.actor, input))),
  complete: procedure
    .meta({ summary: 'Close a session for work' })
    .input(completeSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.complete(ctx.actor, input))),
  crash: procedure
    .meta({ summary: 'Mark a session as crashed; it takes no input until it is recovered' })
    .input(pauseSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.crash(ctx.actor, input))),
  recover: procedure
    .meta({ summary: 'Recover a crashed session: continue, retry or abandon' })
    .input(recoverSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.recover(ctx.actor, input))),
  archive: procedure
    .meta({ summary: 'Archive a session' })
    .input(sessionRef)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.archive(ctx.actor, input))),
  unarchive: procedure
    .meta({ summary: 'Take a session out of the archive' })
    .input(sessionRef)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.unarchive(ctx.actor, input))),
  tag: procedure
    .meta({ summary: 'Point a tag at a session, wherever it pointed before' })
    .input(tagSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.tag(ctx.actor, input))),
  untag: procedure
    .meta({ summary: 'Take one tag or all tags off a session' })
    .input(untagSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.untag(ctx.actor, input))),
  fork: procedure
    .meta({ summary: 'Start a new session from the past of this one' })
    .input(forkSessionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.fork(ctx.actor, input))),
  /** The log as it is now, in batches; ends with its last event. */
  export: procedure
    .meta({ summary: 'Export a session: its events as JSON Lines' })
    .input(exportSessionInput)
    .subscription(async function* ({ ctx, input }): AsyncGenerator<{ events: SessionEvent[] }, void> {
      for await (const page of ctx.runtime.sessions.export(ctx.actor, input)) {
        await ctx.writable()
        yield { events: page.map(({ event }) => event) }
      }
    }),
  digest: procedure
    .meta({ summary: 'Get the SHA-256 of a session’s export' })
    .input(exportSessionInput)
    .output(sessionDigest)
    .query(({ ctx, input }) => ctx.runtime.sessions.digest(ctx.actor, input)),
  import: procedure
    .meta({ summary: 'Import a session from its export' })
    .input(importSessionInput)
    .output(committedSession)
    .mutation(
      once(({ ctx, input }) => ctx.runtime.sessions.import(ctx.actor, { id: input.id, lines: linesOf(input.lines) })),
    ),
  cleanup: procedure
    .meta({ summary: 'Delete sessions in which nothing has happened for long, or list them' })
    .input(cleanupInput)
    .output(cleanupResult)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.cleanup(ctx.actor, input))),
  setAgentOption: procedure
    .meta({ summary: 'Choose what the agent offers: its mode, its model …' })
    .input(setAgentOptionInput)
    .output(committedSession)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.setAgentOption(ctx.actor, input))),
  compact: procedure
    .meta({ summary: 'Queue a compaction of the transcript' })
    .input(sessionRef)
    .output(submittedRun)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.compact(ctx.actor, input))),
  terminate: procedure
    .meta({ summary: 'Cancel the executing run, if any' })
    .input(sessionRef)
    .output(submittedRun)
    .mutation(once(({ ctx, input }) => ctx.runtime.sessions.terminate(ctx.actor, input))),
  /** Batches of sessions that changed from now on; nothing is replayed. */
  changes: procedure.meta({ summary: 'Follow which sessions change' }).subscription(async function* ({
    ctx,
    signal = neverAborts,
  }): AsyncGenerator<{ changes: SessionChange[] }, void> {
    for await (const changes of ctx.runtime.sessions.changes(ctx.actor, signal)) {
      await ctx.writable()
      yield { changes }
    }
  }),
}
