import { SojournError } from '@sojourn/contract/error'

/** A timer that every sign of life starts anew. */
class SilenceTimer {
  readonly #controller = new AbortController()
  readonly #ms: number
  #timer: NodeJS.Timeout | null = null

  constructor(ms: number) {
    this.#ms = ms
  }

  /** Aborts, with MODEL_SILENT as its reason, when nothing was heard for too long. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  restart(): void {
    this.stop()
    this.#timer = setTimeout(() => {
      const words = `The model’s server sent nothing for ${this.#ms / 1000} s.`
      this.#controller.abort(new SojournError('MODEL_SILENT', words))
    }, this.#ms)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}

const watchedBody = (body: ReadableStream<Uint8Array>, silence: SilenceTimer): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read()
        if (done) {
          silence.stop()
          controller.close()
          return
        }
        silence.restart()
        controller.enqueue(value)
      } catch (error) {
        silence.stop()
        controller.error(error)
      }
    },
    cancel: (reason) => {
      silence.stop()
      return reader.cancel(reason)
    },
  })
}

/**
 * A fetch that gives up on a server which sends no byte for `silenceMs`, before or in the middle of its answer. What
 * counts is bytes, not words: a model that thinks in silence keeps its connection alive. Redirects are refused, because a
 * key must not travel to a place that nobody named.
 */
export const watchedFetch = (silenceMs: number): typeof fetch => {
  const watched = async (input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
    const silence = new SilenceTimer(silenceMs)
    const signal = init.signal ? AbortSignal.any([init.signal, silence.signal]) : silence.signal
    silence.restart()
    try {
      const { body, status, statusText, headers } = await fetch(input, { ...init, signal, redirect: 'error' })
      if (body === null) silence.stop()
      return new Response(body && watchedBody(body, silence), { status, statusText, headers })
    } catch (error) {
      silence.stop()
      throw silence.signal.aborted ? silence.signal.reason : error
    }
  }
  return watched
}
