import { SojournError } from '@sojourn/contract/error'

const duration = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/

/**
 * The time (ISO-8601 UTC) that lies `age` before `now` (milliseconds since the epoch): an ISO-8601 duration, months and
 * years by the calendar, or a time as it is. Throws VALIDATION_FAILED for one beyond all calendars.
 */
export const timeBefore = (age: string, now: number): string => {
  const parts = duration.exec(age)
  const then = new Date(parts ? now : Date.parse(age))
  if (parts) {
    const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
      .slice(1)
      .map((part) => Number((part ?? '0').replace(',', '.')))
    then.setUTCMonth(then.getUTCMonth() - years * 12 - months)
    const rest = ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000 + seconds * 1000
    then.setTime(then.getTime() - rest)
  }
  if (Number.isNaN(then.getTime()) || then.getUTCFullYear() < 0) {
    throw new SojournError('VALIDATION_FAILED', `${age} is no age.`, {
      issues: [{ path: 'olderThan', message: 'A duration such as P30D, or a time' }],
    })
  }
  return then.toISOString()
}
