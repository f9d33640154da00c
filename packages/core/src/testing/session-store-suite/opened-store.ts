import { afterEach, beforeEach, expect } from 'vitest'
import type { AppendRequest, AppendResult, SessionStore } from '../../ports/session-store.ts'

export interface OpenedStore {
  store: SessionStore
  /** Closes the store and removes its data. */
  close: () => Promise<void>
}

/** Opens an empty store. */
export type OpenStore = () => Promise<OpenedStore>

/** Opens an empty store that outlives its process. */
export type OpenDurableStore = () => Promise<
  OpenedStore & {
    /** Closes the store and opens it again on the same data. */
    reopen: () => Promise<SessionStore>
  }
>

/** A new store for every test. */
export const useStore = (open: OpenStore): { readonly store: SessionStore } => {
  let opened: OpenedStore | undefined
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })
  return {
    get store() {
      if (!opened) throw new Error('The store is open within a test only')
      return opened.store
    },
  }
}

/** Appends and expects every request to be stored. */
export const storeAll = async (store: SessionStore, ...requests: AppendRequest[]): Promise<void> => {
  const results = await store.append(requests)
  expect(results).toEqual(requests.map((): AppendResult => ({ status: 'stored' })))
}

/** The whole log as objects. */
export const readLog = async (store: SessionStore, sessionId: string) =>
  (await store.readEvents({ sessionId, afterSeq: 0, limit: 100_000 })).map((logged) => logged.event)

export const readSeqs = async (
  store: SessionStore,
  query: Omit<Parameters<SessionStore['readEvents']>[0], 'afterSeq' | 'limit'> & { afterSeq?: number; limit?: number },
): Promise<number[]> => (await store.readEvents({ afterSeq: 0, limit: 1_000, ...query })).map((logged) => logged.seq)

/** All pages of a list, asked for `limit` at a time. */
export const readPages = async <Item>(
  list: (page: { cursor?: string; limit: number }) => Promise<{ items: Item[]; nextCursor: string | null }>,
  limit: number,
): Promise<Item[][]> => {
  const pages: Item[][] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await list({ limit, ...(cursor === undefined ? {} : { cursor }) })
    pages.push(page.items)
    cursor = page.nextCursor
    if (pages.length > 1_000) throw new Error('The pages do not end')
  }
  return pages
}
