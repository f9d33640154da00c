import { type Appliers, changed, ignore } from './evolve-draft.ts'
import { putRun } from './evolve-run.ts'

/** What the events of the session itself do. */
export const sessionAppliers: Appliers<`session.${string}`> = {
  'session.created': ignore,
  'session.updated': (draft, event) => {
    const { values, version } = event.data
    const { title, ...rest } = values
    Object.assign(draft.record, rest, { version })
    if (title !== undefined) {
      draft.record.title = title
      // What a runner names the session a person may still rename, and the runner too.
      draft.record.titleSource = title === null ? 'none' : event.source === 'runner' ? 'input' : 'set'
    }
  },
  'session.state_changed': (draft, event) => {
    const { to, trigger, cause, by, reason } = event.data
    draft.record.state = to
    draft.record.stateSince = event.ts
    changed(draft)
    if (trigger !== 'interrupt' || !draft.active) return
    if (cause === 'cancel')
      putRun(draft, { ...draft.active, cancelledBy: by ?? 'runtime', cancelReason: reason ?? null })
    // How it will end is settled; the terminal event says so when it has ended.
    if (cause === 'budget') putRun(draft, { ...draft.active, doneReason: 'budget' })
  },
  'session.status_changed': (draft, event) => {
    draft.record.status = event.data.to
    draft.record.statusSince = event.ts
    changed(draft)
  },
  'session.tagged': (draft, event) => {
    const { tag } = event.data
    // In the order in which the tag table is read.
    draft.record.tags = [...draft.record.tags.filter((known) => known !== tag), tag].sort()
    draft.changes.clearTags = draft.changes.clearTags.filter((cleared) => cleared !== tag)
    draft.changes.setTags.push(tag)
    changed(draft)
  },
  'session.untagged': (draft, event) => {
    const { tag, movedTo } = event.data
    draft.record.tags = draft.record.tags.filter((known) => known !== tag)
    draft.changes.setTags = draft.changes.setTags.filter((set) => set !== tag)
    // A tag that moved belongs to its new session already.
    if (movedTo === undefined) draft.changes.clearTags.push(tag)
    changed(draft)
  },
  'session.archived': (draft, event) => {
    draft.record.archivedAt = event.ts
    changed(draft)
  },
  'session.unarchived': (draft) => {
    draft.record.archivedAt = null
    changed(draft)
  },
  'session.forked': ignore,
  'session.compacted': (draft, event) => {
    draft.record.compactedUptoSeq = event.data.uptoSeq
  },
  'session.recovered': (draft, event) => {
    const { checkpointId } = event.data
    if (checkpointId === undefined) return
    draft.record.checkpointId = checkpointId
    changed(draft)
  },
}
