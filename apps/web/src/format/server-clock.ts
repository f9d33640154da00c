/** Differences below this (ms) are the second that a Date header rounds off, and the way it travelled. */
const toleratedMs = 2_500

let offsetMs = 0
const listeners = new Set<() => void>()

/** Compares this computer's clock with the server's, which is in the Date header of each of its answers. */
export const noteServerTime = (dateHeader: string | null): void => {
  const serverTime = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (Number.isNaN(serverTime)) return
  const difference = serverTime - Date.now()
  const next = Math.abs(difference) > toleratedMs ? difference : 0
  if (Math.abs(next - offsetMs) < toleratedMs) return
  offsetMs = next
  for (const listener of listeners) listener()
}

/** Calls back when the server turns out to live at another time than was thought. */
export const onServerClock = (listener: () => void): void => {
  listeners.add(listener)
}

/** The server's time in ms since the epoch: what it says of ages and deadlines is right whatever this computer's clock says. */
export const serverNow = (): number => Date.now() + offsetMs
