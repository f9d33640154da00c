'use client'

import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { formatDuration, formatMoment } from '@/format/time.ts'
import type { SessionOutlineView } from '@/wire/session-outline.ts'
import { drawMap, mapHeight } from './draw-map.ts'
import { atTime, type Point, placeOfSeq, type SessionMap, type Stretch, sessionMap } from './session-map.ts'

/** Pixels around the pointer in which something counts as meant. */
const reachPixels = 4

const stateWords = { done: '', bad: ', went wrong', open: ', going on' } as const

const wordsOf = (found: Stretch | Point): string =>
  'from' in found
    ? `${found.name}${stateWords[found.state]}${found.durationMs > 0 ? ` · ${formatDuration(found.durationMs)}` : ''}`
    : found.name

const useWidth = (element: React.RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!element.current) return
    const resized = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)))
    resized.observe(element.current)
    return () => resized.disconnect()
  }, [element])
  return width
}

/** Draws again when the map, its width or the theme changes. */
const useDrawing = (canvas: React.RefObject<HTMLCanvasElement | null>, map: SessionMap, width: number) => {
  useEffect(() => {
    const draw = () => canvas.current && width > 0 && drawMap(canvas.current, map, width)
    draw()
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributeFilter: ['class'] })
    return () => themed.disconnect()
  }, [canvas, map, width])
}

function Tip({ found, map, width }: { found: Stretch | Point; map: SessionMap; width: number }) {
  const at = 'from' in found ? (found.from + found.to) / 2 : found.at
  const ts = map.places.find((place) => place.seq >= found.seq)?.ts
  return (
    <div
      className="pointer-events-none absolute top-full z-30 mt-1 -translate-x-1/2 whitespace-nowrap rounded-md border bg-raised px-2 py-1 text-xs shadow-pop"
      style={{ left: Math.min(width - 90, Math.max(90, (at / map.length) * width)) }}
    >
      <span className="font-medium">{wordsOf(found)}</span>
      <span className="ml-2 text-muted-foreground">
        event {found.seq}
        {ts !== undefined && ` · ${formatMoment(new Date(ts).toISOString())}`}
      </span>
    </div>
  )
}

/** Where the transcript is, as a slider: arrows go from entry to entry, a click goes there. */
export function MapBar({
  outline,
  shown,
  onGo,
}: {
  outline: SessionOutlineView
  /** Seqs of the first and the last row in view. */
  shown: { first: number; last: number } | null
  onGo: (seq: number) => void
}) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(box)
  const map = useMemo(() => sessionMap(outline.entries), [outline.entries])
  useDrawing(canvas, map, width)
  const [hovered, setHovered] = useState<Stretch | Point | null>(null)
  const find = (event: PointerEvent) => {
    const left = event.clientX - (box.current?.getBoundingClientRect().left ?? 0)
    const perPixel = map.length / Math.max(1, width)
    return atTime(map, left * perPixel, reachPixels * perPixel)
  }
  const now = shown?.last ?? 0
  const stops = map.stretches.filter((stretch) => stretch.kind !== 'tool')
  const onKeyDown = (event: KeyboardEvent) => {
    const next = {
      ArrowRight: () => stops.find((stop) => stop.seq > (shown?.first ?? 0) + 1),
      ArrowLeft: () => stops.findLast((stop) => stop.seq < (shown?.first ?? 0)),
      Home: () => stops[0],
      End: () => stops.at(-1),
    }[event.key]
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    const stop = next()
    if (stop) onGo(stop.seq)
  }
  const from = shown ? (placeOfSeq(map, shown.first) / map.length) * width : 0
  const to = shown ? (placeOfSeq(map, shown.last) / map.length) * width : 0
  return (
    <div className="relative shrink-0 border-b px-4 py-1">
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label="Timeline"
        aria-valuemin={0}
        aria-valuemax={outline.entries.at(-1)?.seq ?? 0}
        aria-valuenow={Math.min(now, outline.entries.at(-1)?.seq ?? 0)}
        aria-valuetext={`Event ${now}; ${stops.length} runs and waits`}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => setHovered(find(event))}
        onPointerLeave={() => setHovered(null)}
        onClick={(event) => {
          const found = find(event as unknown as PointerEvent)
          if (found) onGo(found.seq)
        }}
        className="relative cursor-pointer rounded"
        style={{ height: mapHeight }}
      >
        <canvas ref={canvas} aria-hidden className="absolute inset-0 h-full w-full" />
        {shown && width > 0 && (
          <div
            aria-hidden
            className="absolute inset-y-0 rounded-sm border border-accent-line bg-accent/10"
            style={{ left: Math.min(from, width - 6), width: Math.max(6, to - from) }}
          />
        )}
        {hovered && <Tip found={hovered} map={map} width={width} />}
      </div>
    </div>
  )
}
