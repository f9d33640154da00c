'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'

/** Reads one parameter of the address; `null` when what stands there means nothing, which is as if it were absent. */
export type AddressParser<Value> = (text: string) => Value | null

type Parsers = Readonly<Record<string, AddressParser<unknown>>>

export type AddressValues<P extends Parsers> = { [Key in keyof P]: ReturnType<P[Key]> | null }

export const asText: AddressParser<string> = (text) => text || null

export const asWhole: AddressParser<number> = (text) => (/^\d{1,15}$/.test(text) ? Number(text) : null)

export const asFlag: AddressParser<true> = (text) => (text === 'true' ? true : null)

export const asOneOf =
  <const Option extends string>(options: readonly Option[]): AddressParser<Option> =>
  (text) =>
    options.find((option) => option === text) ?? null

/** The address with these parameters changed; `null` and `false` take one out. */
const addressWith = (changes: Readonly<Record<string, unknown>>): string => {
  const { pathname, search } = window.location
  const parameters = new URLSearchParams(search)
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === false) parameters.delete(key)
    else parameters.set(key, String(value))
  }
  const query = parameters.toString()
  return query ? `${pathname}?${query}` : pathname
}

/**
 * Parameters of the address as state: a link and a reload show the same page. `parsers` must be the same object at every
 * render. `change` replaces the entry in the history, so that Back leaves the page rather than undoing one filter.
 */
export const useAddress = <P extends Parsers>(parsers: P) => {
  'use memo'
  const search = useSearchParams()
  const values = useMemo(() => {
    const read = ([key, parse]: [string, AddressParser<unknown>]) => {
      const text = search.get(key)
      return [key, text === null ? null : parse(text)]
    }
    return Object.fromEntries(Object.entries(parsers).map(read)) as AddressValues<P>
  }, [search, parsers])
  const change = (changes: Partial<AddressValues<P>>): void =>
    window.history.replaceState(null, '', addressWith(changes))
  return { values, change }
}
