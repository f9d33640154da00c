'use client'

import { useEffect, useEffectEvent } from 'react'
import type { MenuEntry } from '@/components/ui/menu.tsx'

/** What a page offers in the palette: asked for when the palette opens. */
export type PageCommands = () => readonly MenuEntry[] | Promise<readonly MenuEntry[]>

interface Offer {
  heading: string
  commands: PageCommands
}

const offers = new Set<Offer>()

/** What the pages in view offer now. */
export const pageCommands = async (): Promise<{ heading: string; entries: readonly MenuEntry[] }[]> =>
  Promise.all([...offers].map(async ({ heading, commands }) => ({ heading, entries: await commands() })))

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
