import { describe } from 'vitest'
import { accountCases } from './session-store-suite/account-cases.ts'
import { appendCases } from './session-store-suite/append-cases.ts'
import { attachmentCases } from './session-store-suite/attachment-cases.ts'
import { bridgeCases, durableBridgeCases } from './session-store-suite/bridge-cases.ts'
import { concurrencyCases } from './session-store-suite/concurrency-cases.ts'
import { deleteCases } from './session-store-suite/delete-cases.ts'
import { equivalenceCases } from './session-store-suite/equivalence-cases.ts'
import { eventReadCases } from './session-store-suite/event-read-cases.ts'
import { ledgerCases } from './session-store-suite/ledger-cases.ts'
import type { OpenDurableStore, OpenStore } from './session-store-suite/opened-store.ts'
import { pastCases } from './session-store-suite/past-cases.ts'
import { registryCases } from './session-store-suite/registry-cases.ts'
import { reopenCases } from './session-store-suite/reopen-cases.ts'
import { requestCases } from './session-store-suite/request-cases.ts'
import { runCases } from './session-store-suite/run-cases.ts'
import { durableSearchCases, searchCases } from './session-store-suite/search-cases.ts'
import { sessionCases } from './session-store-suite/session-cases.ts'
import { sessionListCases } from './session-store-suite/session-list-cases.ts'
import { tagCases } from './session-store-suite/tag-cases.ts'
import { valueCases } from './session-store-suite/value-cases.ts'
import { webhookCases } from './session-store-suite/webhook-cases.ts'

/**
 * What every SessionStore must do, as tests: each adapter runs them all. `openStore` answers with an empty store, and
 * is called once for every test.
 */
export const describeSessionStore = (name: string, openStore: OpenStore): void => {
  describe(`SessionStore on ${name}`, () => {
    appendCases(openStore)
    pastCases(openStore)
    eventReadCases(openStore)
    sessionCases(openStore)
    sessionListCases(openStore)
    searchCases(openStore)
    tagCases(openStore)
    deleteCases(openStore)
    runCases(openStore)
    requestCases(openStore)
    ledgerCases(openStore)
    registryCases(openStore)
    accountCases(openStore)
    attachmentCases(openStore)
    bridgeCases(openStore)
    webhookCases(openStore)
    valueCases(openStore)
    concurrencyCases(openStore)
    equivalenceCases(openStore)
  })
}

/** What a store must do besides when it outlives its process. */
export const describeDurableStore = (name: string, openStore: OpenDurableStore): void => {
  describe(`durable SessionStore on ${name}`, () => {
    reopenCases(openStore)
    durableBridgeCases(openStore)
    durableSearchCases(openStore)
  })
}
