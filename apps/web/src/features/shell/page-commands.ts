'use client'

import { useEffect, useEffectEvent } from 'react'
import type { MenuEntry } from '@/components/ui/menu.tsx'
import { sayError } from '@/components/ui/toast.tsx'

/** What a page offers in the palette: asked for when the palette opens. */
export type PageCommands = () => readonly MenuEntry[] | Promise<readonly MenuEntry[]>

interface Offer {
  heading: string
  commands: PageCommands
}

const offers = new Set<Offer>()

/** What the pages in view offer now; one whose code does not come is left out, and that is said. */
export const pageCommands = async (): Promise<{ heading: string; entries: readonly MenuEntry[] }[]> => {
  const asked = await Promise.allSettled(
    [...offers].map(async ({ heading, commands }) => ({ heading, entries: await commands() })),
  )
  for (const answer of asked) if (answer.status === 'rejected') void sayError(answer.reason)
  return asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}

/** Offers the commands of a page in the palette, under `heading`, while the component is mounted. */
export const usePageCommands = (heading: string, commands: PageCommands): void => {
  const ask = useEffectEvent(() => commands())
  useEffect(() => {
    const offer = { heading, commands: () => ask() }
    offers.add(offer)
    return () => {
      offers.delete(offer)
    }
  }, [heading])
}
