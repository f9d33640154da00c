'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** False in the exported HTML and the first render over it, true from then on. */
export const useMounted = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
