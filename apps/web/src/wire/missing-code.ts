/** Whether a part of the console could not be loaded, as while the server is gone. */
export const isMissingCode = (error: unknown): boolean => error instanceof Error && error.name === 'ChunkLoadError'
