/** How long whatever waits for the server waits before it asks again, ms: all alike, so that all come back together. */
export const retryDelayMs = (failures: number): number => Math.min(500 * 2 ** failures, 5_000)
