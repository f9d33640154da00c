'use client'

import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { sayError } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'

const armedMs = 4_000

/**
 * Stopping in two stages: the first press arms, the second cancels; armed wears off. `stopping` from the moment the
 * cancel is sent until the run has ended.
 */
export const useStop = (sessionId: string, { running, interrupting }: { running: boolean; interrupting: boolean }) => {
  'use memo'
  const [armed, setArmed] = useState(false)
  const cancel = useMutation({
    mutationFn: () => getClient().sessions.terminate.mutate({ sessionId }),
    onError: sayError,
  })
  useEffect(() => {
    if (!armed) return
    const timer = setTimeout(() => setArmed(false), armedMs)
    return () => clearTimeout(timer)
  }, [armed])
  const stopping = interrupting || (running && cancel.isPending)
  const press = () => {
    if (!running || stopping) return
    if (armed) cancel.mutate()
    setArmed(!armed)
  }
  return { armed: armed && running && !stopping, stopping, press }
}

export type Stop = ReturnType<typeof useStop>
