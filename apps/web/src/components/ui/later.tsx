'use client'

import { type ComponentType, useDeferredValue, useSyncExternalStore } from 'react'
import { isMissingCode } from '@/wire/missing-code.ts'
import { retryDelayMs } from '@/wire/retry-delay.ts'
import { Button } from './button.tsx'

type Progress<Part> =
  | { status: 'coming' }
  /** `gone`: the server answers, but does not have the code any more. */
  | { status: 'missing'; gone: boolean }
  | { status: 'broken'; error: unknown }
  | { status: 'here'; part: Part }

const goneAfter = 3

const serverAnswers = (): Promise<boolean> =>
  fetch('/', { method: 'HEAD' }).then(
    () => true,
    () => false,
  )

/** Code that comes when it is needed. What does not come is asked for again while somebody waits for it. */
class LateCode<Part> {
  readonly #load: () => Promise<Part>
  readonly #listeners = new Set<() => void>()
  #progress: Progress<Part> = { status: 'coming' }
  #attempt: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0

  constructor(load: () => Promise<Part>) {
    this.#load = load
  }

  readonly get = (): Progress<Part> => this.#progress

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    void this.ask()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) clearTimeout(this.#timer)
    }
  }

  /** Never rejects: what became of it is the progress. */
  readonly ask = (): Promise<void> => {
    this.#attempt ??= this.#try()
    return this.#attempt
  }

  async #try(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      this.#set({ status: 'here', part: await this.#load() })
    } catch (error) {
      if (!isMissingCode(error)) return this.#set({ status: 'broken', error })
      this.#failures += 1
      const gone = this.#failures >= goneAfter && (await serverAnswers())
      this.#attempt = null
      if (this.#listeners.size > 0) this.#timer = setTimeout(() => void this.ask(), retryDelayMs(this.#failures))
      this.#set({ status: 'missing', gone })
    }
  }

  #set(next: Progress<Part>): void {
    this.#progress = next
    for (const listener of this.#listeners) listener()
  }
}

const places = {
  here: 'p-3',
  over: 'fixed inset-x-4 bottom-18 z-50 mx-auto w-fit rounded-lg border bg-raised p-3 shadow-pop md:bottom-4',
} as const

function NotLoaded({ gone, place, onRetry }: { gone: boolean; place: keyof typeof places; onRetry: () => void }) {
  return (
    <div
      role="status"
      className={`flex flex-wrap items-center gap-x-3 gap-y-2 text-muted-foreground text-xs ${places[place]}`}
    >
      This part could not be loaded.{gone && ' The server may have a newer console.'}
      <Button size="sm" onClick={gone ? () => window.location.reload() : onRetry}>
        {gone ? 'Reload the page' : 'Try again'}
      </Button>
    </div>
  )
}

/**
 * A component whose code comes when it is first shown, or is asked for with `preload`. Until then `Waiting` is in its
 * place. If the code does not come, as while the server is gone, the page stays: it is asked for again by itself, and
 * that is said in its place (`here`), above everything (`over`, for dialogs and menus), or not at all (`nothing`).
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  options: { missing: keyof typeof places | 'nothing'; Waiting?: ComponentType<Props> },
): ComponentType<Props> & { preload: () => Promise<void> } {
  const code = new LateCode(load)
  const { missing, Waiting } = options
  const initial: Progress<ComponentType<Props>> = { status: 'coming' }
  function Later(props: Props) {
    // Deferred, so that drawing what has come keeps nobody from typing.
    const progress = useDeferredValue(useSyncExternalStore(code.subscribe, code.get, () => initial))
    if (progress.status === 'broken') throw progress.error
    if (progress.status === 'here') {
      const Part = progress.part
      return <Part {...props} />
    }
    if (progress.status === 'missing' && missing !== 'nothing') {
      return <NotLoaded gone={progress.gone} place={missing} onRetry={() => void code.ask()} />
    }
    return Waiting ? <Waiting {...props} /> : null
  }
  return Object.assign(Later, { preload: code.ask })
}
