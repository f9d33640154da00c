'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

export interface Selection {
  ids: ReadonlySet<string>
  /** Chooses a row or takes it off; `range` takes everything between it and the last one chosen as well. */
  toggle: (id: string, range: boolean) => void
  all: () => void
  /** Chooses these and no others, also those that the list is only about to show. */
  choose: (rows: readonly { id: string }[]) => void
  clear: () => void
}

/** Which of the rows are chosen. One that leaves the list is no longer chosen. */
export const useSelection = (rows: readonly { id: string }[]): Selection => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set())
  const anchor = useRef<string | null>(null)
  const current = useRef(rows)
  useEffect(() => {
    current.current = rows
  }, [rows])
  const ids = useMemo(() => {
    if (chosen.size === 0) return chosen
    return new Set(rows.filter((row) => chosen.has(row.id)).map((row) => row.id))
  }, [chosen, rows])
  const toggle = useCallback((id: string, range: boolean) => {
    const order = current.current.map((row) => row.id)
    const from = range && anchor.current !== null ? order.indexOf(anchor.current) : -1
    const at = order.indexOf(id)
    anchor.current = id
    setChosen((before) => {
      const next = new Set(before)
      if (from >= 0) for (const each of order.slice(Math.min(from, at), Math.max(from, at) + 1)) next.add(each)
      else if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const choose = useCallback((those: readonly { id: string }[]) => setChosen(new Set(those.map((row) => row.id))), [])
  const all = useCallback(() => choose(current.current), [choose])
  const clear = useCallback(() => setChosen(new Set()), [])
  return { ids, toggle, all, choose, clear }
}
