'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { sayError } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'

/** Creates a session of the default agent, gives it something to do, and goes there, with the guide beside it. */
export const useStartDemo = () => {
  const router = useRouter()
  return useMutation({
    mutationFn: async () => {
      const { sessions, runs } = getClient()
      const session = await sessions.create.mutate({ sessionType: 'conversation' })
      await runs.submit.mutate({ sessionId: session.id, input: { text: 'Look around the workspace and take notes.' } })
      return session
    },
    onSuccess: (session) => router.push(`/session?id=${encodeURIComponent(session.id)}&guide=true`),
    onError: sayError,
  })
}
