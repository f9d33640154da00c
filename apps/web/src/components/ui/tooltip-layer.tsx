'use client'

import { useEffect, useState } from 'react'
import { Keys } from './keys.tsx'

const delayMs = 450
const gap = 6
const margin = 8

interface Shown {
  text: string
  keys: string | undefined
  /** Middle of the element and its upper and lower edge, pixels in the window. */
  x: number
  top: number
  bottom: number
}

const targetOf = (event: Event): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tooltip]') : null

const measure = (element: HTMLElement): Shown => {
  const box = element.getBoundingClientRect()
  const { tooltip = '', tooltipKeys } = element.dataset
  return { text: tooltip, keys: tooltipKeys, x: box.left + box.width / 2, top: box.top, bottom: box.bottom }
}

const useShown = (): Shown | null => {
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    let timer: ReturnType<typeof setTimeout> | undefined
    const hide = () => {
      clearTimeout(timer)
      setShown(null)
    }
    const show = (event: Event) => {
      clearTimeout(timer)
      const element = targetOf(event)
      if (!element) return hide()
      const delay = event.type === 'focusin' ? 0 : delayMs
      if (event.type === 'focusin' && !element.matches(':focus-visible')) return
      timer = setTimeout(() => element.isConnected && setShown(measure(element)), delay)
    }
    document.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && show(event), { signal })
    document.addEventListener('focusin', show, { signal })
    for (const type of ['pointerdown', 'focusout', 'keydown', 'wheel']) {
      document.addEventListener(type, hide, { signal, passive: true, capture: true })
    }
    return () => {
      listening.abort()
      clearTimeout(timer)
    }
  }, [])
  return shown
}

/**
 * One tooltip for the whole page: whatever has `data-tooltip` gets it, on hover and on keyboard focus. It repeats the
 * element's accessible name, so it is hidden from assistive technology.
 */
export function TooltipLayer() {
  const shown = useShown()
  if (!shown) return null
  const above = shown.top > 48
  const x = Math.min(Math.max(shown.x, margin + 60), window.innerWidth - margin - 60)
  return (
    <div
      aria-hidden
      style={{ left: x, top: above ? shown.top - gap : shown.bottom + gap }}
      className={`pointer-events-none fixed z-60 flex max-w-72 -translate-x-1/2 items-center gap-2 rounded-md border bg-raised px-2 py-1 text-xs shadow-pop ${above ? '-translate-y-full' : ''}`}
    >
      {shown.text}
      {shown.keys && <Keys keys={shown.keys} />}
    </div>
  )
}
