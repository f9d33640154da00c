'use client'

import { useEffect } from 'react'
import { stored, useStored } from '@/preferences/stored.ts'

/** `system`: as the computer is set. `reduced`: nothing moves. */
export type Motion = 'system' | 'reduced'

export const motionPreference = stored<Motion>('motion', 'system', (json) =>
  json === 'reduced' ? 'reduced' : 'system',
)

/** Tells the style sheet. */
export const useMotion = (): void => {
  const motion = useStored(motionPreference)
  useEffect(() => {
    document.documentElement.dataset.motion = motion
  }, [motion])
}
