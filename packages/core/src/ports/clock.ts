/** Where time comes from. Core never asks the machine itself, so tests turn the hands. Never throws. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds, with fractions, since some moment in the past: measures how long something took. Never goes back. */
  elapsed(): number
  /** Calls `callback` once after `delayMs`; the answer cancels it. */
  schedule(delayMs: number, callback: () => void): () => void
}

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
