import { accountStore } from './account-store.ts'
import { bridgeCursors } from './bridge-cursors.ts'
import { ledgerReads } from './ledger-reads.ts'
import type { PrismaAccess } from './prisma-access.ts'
import { registryStore } from './registry-store.ts'
import { requestReads } from './request-reads.ts'
import { runReads } from './run-reads.ts'
import { webhookStore } from './webhook-store.ts'

/** Everything of a store that is asked through Prisma, the same for every database. */
export const typedStore = (access: PrismaAccess) => ({
  ...runReads(access),
  ...requestReads(access),
  ...ledgerReads(access),
  ...registryStore(access),
  ...accountStore(access),
  ...bridgeCursors(access),
  ...webhookStore(access),
})
