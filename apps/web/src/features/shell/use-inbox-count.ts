'use client'

import { useQuery } from '@tanstack/react-query'
import { inboxCount, pendingInboxQuery } from '@/wire/queries.ts'

/** How many things wait for a person in all sessions; 0 until known. */
export const useInboxCount = (): number => {
  const { data } = useQuery(pendingInboxQuery)
  return data ? inboxCount(data) : 0
}
