'use client'

import { useEffect } from 'react'

const name = 'search'

const rangesIn = (root: Element, needle: string): Range[] => {
  const ranges: Range[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.toLowerCase() ?? ''
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
      const range = new Range()
      range.setStart(node, at)
      range.setEnd(node, at + needle.length)
      ranges.push(range)
    }
  }
  return ranges
}

/** Marks a text wherever it is in view, without touching the document; browsers that cannot do it show no marks. */
export const useHighlight = (text: string): void => {
  const needle = text.trim().toLowerCase()
  useEffect(() => {
    const root = document.querySelector('[aria-label="Transcript"]')
    if (needle === '' || !root || !('highlights' in CSS)) return
    let frame = 0
    const mark = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => CSS.highlights.set(name, new Highlight(...rangesIn(root, needle))))
    }
    mark()
    root.setAttribute('data-searched', '')
    const changed = new MutationObserver(mark)
    changed.observe(root, { childList: true, subtree: true, characterData: true })
    return () => {
      changed.disconnect()
      cancelAnimationFrame(frame)
      CSS.highlights.delete(name)
      root.removeAttribute('data-searched')
    }
  }, [needle])
}
