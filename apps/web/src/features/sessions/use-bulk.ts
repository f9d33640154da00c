'use client'

import type { SessionSummary } from '@sojourn/contract/session'
import { useEffect, useRef, useState } from 'react'
import { sayDone, sayError } from '@/components/ui/toast.tsx'
import { plural } from '@/format/number.ts'
import { messageOf } from '@/wire/error-message.ts'
import { actOn, forEachOf, type Undo } from './bulk-act.ts'
import type { BulkAction, Planned } from './bulk-plan.ts'

const doneWords: Record<BulkAction['kind'], string> = {
  archive: 'archived',
  unarchive: 'taken out of the archive',
  cancel: 'cancelled',
  delete: 'deleted',
  label: 'labelled',
}

const undoAll = async (undos: readonly Undo[]): Promise<void> => {
  const { signal } = new AbortController()
  const problems: unknown[] = []
  const failed = (_undo: Undo, error: unknown) => problems.push(error)
  await forEachOf(undos, async (undo) => void (await undo()), { signal, failed })
  if (problems.length > 0) await sayError(problems[0])
}

export type BulkState =
  | { phase: 'planned' }
  | { phase: 'working'; done: number; of: number }
  | { phase: 'failed'; done: number; failures: Planned[] }

/** Carries an action out over many sessions. It ends when all are done, when somebody stops it, or with the page. */
export const useBulk = (action: BulkAction, onDone: () => void) => {
  const [state, setState] = useState<BulkState>({ phase: 'planned' })
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  const start = async (sessions: readonly SessionSummary[]) => {
    const controller = new AbortController()
    stopping.current = controller
    const undos: Undo[] = []
    const failures: Planned[] = []
    let done = 0
    setState({ phase: 'working', done, of: sessions.length })
    const work = async (session: SessionSummary) => {
      const undo = await actOn(action, session)
      if (undo) undos.push(undo)
      done += 1
      setState({ phase: 'working', done: done + failures.length, of: sessions.length })
    }
    const failed = (session: SessionSummary, error: unknown) => {
      const { title, detail } = messageOf(error)
      failures.push({ session, effect: detail || title })
    }
    await forEachOf(sessions, work, { signal: controller.signal, failed })
    if (done > 0) {
      const undo = undos.length > 0 ? () => undoAll(undos) : undefined
      void sayDone(`${plural(done, 'session')} ${doneWords[action.kind]}`, undo)
    }
    if (failures.length > 0) setState({ phase: 'failed', done, failures })
    else onDone()
  }
  return { state, start, stop: () => stopping.current?.abort() }
}
