'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type SessionCommands, sessionCommands } from './session-commands.ts'

export const useSessionCommands = (): SessionCommands => {
  'use memo'
  const queries = useQueryClient()
  const router = useRouter()
  return sessionCommands({ queries, router })
}
