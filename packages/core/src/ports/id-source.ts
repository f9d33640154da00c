/** Where new ids come from: UUIDv7 in production, counted in tests. Never throws, never repeats. */
export interface IdSource {
  next(): string
}
