/** What was done before the page could hear it: which button was pressed, or what was chosen (`true`, `false`) or written in a field. */
export interface EarlyPresses {
  kept: [element: Element, value: string | null][]
  stop: () => void
}

declare global {
  interface Window {
    earlyPresses?: EarlyPresses
  }
}

/**
 * Runs in the page as it was exported, before anything has loaded, and keeps what somebody does there until React
 * listens. It becomes text in the page, so it uses nothing from outside of itself.
 */
export function keepEarlyPresses(): void {
  const kept: EarlyPresses['kept'] = []
  const keep = (element: Element, value: string | null) => {
    const at = kept.findIndex(([one]) => one === element)
    if (at >= 0) kept.splice(at, 1)
    kept.push([element, value])
  }
  const onClick = ({ target }: Event) => {
    const button = target instanceof Element ? target.closest('button') : null
    if (button) keep(button, null)
  }
  const onInput = ({ target }: Event) => {
    const isField =
      target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
    if (!isField) return
    const isBox = target.type === 'radio' || target.type === 'checkbox'
    keep(target, isBox ? String((target as HTMLInputElement).checked) : target.value)
  }
  const onSubmit = (event: Event) => event.preventDefault()
  document.addEventListener('click', onClick, true)
  document.addEventListener('input', onInput, true)
  document.addEventListener('submit', onSubmit, true)
  window.earlyPresses = {
    kept,
    stop: () => {
      document.removeEventListener('click', onClick, true)
      document.removeEventListener('input', onInput, true)
      document.removeEventListener('submit', onSubmit, true)
    },
  }
}
