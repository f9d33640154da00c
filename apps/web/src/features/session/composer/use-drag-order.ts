'use client'

import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'

interface Drag {
  id: string
  /** Where it would be dropped, 0 = first. */
  to: number
}

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 }

/** The place among its siblings that a pointer is over. */
const placeAt = (list: HTMLElement, y: number): number => {
  const rows = [...list.children]
  const at = rows.findIndex((row) => {
    const { top, height } = row.getBoundingClientRect()
    return y < top + height / 2
  })
  return at < 0 ? rows.length : at
}

/**
 * Order by hand: a grip that is dragged with the pointer (Esc gives up) or moved with the arrow keys. `onMove` gets the
 * new place, 0 = first.
 */
export const useDragOrder = (ids: readonly string[], onMove: (id: string, to: number) => void) => {
  const list = useRef<HTMLOListElement>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const drop = ({ id, to }: Drag) => {
    const from = ids.indexOf(id)
    const place = to > from ? to - 1 : to
    if (place !== from) onMove(id, place)
  }
  const gripOf = (id: string) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      setDrag({ id, to: ids.indexOf(id) })
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag?.id === id && list.current) setDrag({ id, to: placeAt(list.current, event.clientY) })
    },
    onPointerUp: () => {
      if (drag) drop(drag)
      setDrag(null)
    },
    onPointerCancel: () => setDrag(null),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.key === 'Escape' && drag) {
        event.stopPropagation()
        setDrag(null)
      }
      const step = steps[event.key]
      const to = ids.indexOf(id) + (step ?? 0)
      if (step === undefined) return
      event.preventDefault()
      if (to >= 0 && to < ids.length) onMove(id, to)
    },
  })
  return { list, drag, gripOf }
}
