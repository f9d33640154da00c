import { v7 } from 'uuid'
import type { IdSource } from './id-source.ts'

/** UUIDv7: sortable by the time they were made. */
export const uuidSource: IdSource = { next: () => v7() }
