'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

/** Pixels from the end within which the reader counts as being there. */
const nearEnd = 24
/** Pixels from the end beyond which the way back is offered. */
const farFromEnd = 96
const upKeys = new Set(['ArrowUp', 'PageUp', 'Home'])

const distance = (element: HTMLElement): number => element.scrollHeight - element.scrollTop - element.clientHeight

/**
 * Keeps a scroller at its end while the reader is there. Only the reader's own hand lets go of it (wheel, touch, keys,
 * the scrollbar), never content that grows; coming back to the end takes hold of it again. `size` is the height of the
 * content: whenever it changes the end has moved.
 */
export const useStickToEnd = (scroller: RefObject<HTMLElement | null>, size: number) => {
  const held = useRef(true)
  const seenFar = useRef(false)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const listening = new AbortController()
    const options = { signal: listening.signal, passive: true }
    const letGo = () => {
      held.current = false
    }
    element.addEventListener('wheel', (event) => event.deltaY < 0 && letGo(), options)
    element.addEventListener('touchmove', letGo, options)
    element.addEventListener('keydown', (event) => upKeys.has(event.key) && letGo(), options)
    element.addEventListener('pointerdown', (event) => event.target === element && letGo(), options)
    const onScroll = () => {
      const pixels = distance(element)
      seenFar.current = pixels > farFromEnd
      if (pixels <= nearEnd) held.current = true
    }
    // Before the list draws other rows, while the layout is still known: asked later it would be made for the answer.
    element.addEventListener('scroll', onScroll, { ...options, capture: true })
    const resized = new ResizeObserver(() => {
      if (held.current) element.scrollTop = element.scrollHeight
    })
    resized.observe(element)
    return () => {
      listening.abort()
      resized.disconnect()
    }
  }, [scroller])
  useLayoutEffect(() => {
    const element = scroller.current
    if (held.current && element) element.scrollTop = element.scrollHeight
  }, [scroller, size])
  return {
    isHeld: () => held.current,
    /** Whether so many pixels before the end are far; growth that is about to be followed is not. */
    isFar: (pixels: number) => pixels > farFromEnd && (!held.current || seenFar.current),
    toEnd: () => {
      held.current = true
      scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
    },
    letGo: () => {
      held.current = false
    },
  }
}
