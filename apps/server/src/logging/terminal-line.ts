import { styleText } from 'node:util'
import { z } from 'zod'

const logLine = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().optional() })
const logError = z.looseObject({ stack: z.string() })

const levelText = (level: number): string => {
  if (level >= 50) return styleText('red', 'error')
  if (level >= 40) return styleText('yellow', 'warn ')
  return level >= 30 ? styleText('green', 'info ') : styleText('gray', 'debug')
}

const errorText = (error: unknown): string => {
  const parsed = logError.safeParse(error)
  return parsed.success ? `\n${parsed.data.stack}` : ''
}

const fieldsText = (fields: object): string =>
  Object.entries(fields)
    .map(
      ([key, value]) => ` ${styleText('gray', `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)}`,
    )
    .join('')

/** One line of the log as a person reads it at a terminal; what is not a line of ours stays as it is. */
export const formatLine = (line: string): string => {
  try {
    const { level, time, msg = '', err, error, ...fields } = logLine.parse(JSON.parse(line))
    const clock = styleText('gray', new Date(time).toTimeString().slice(0, 8))
    return `${clock} ${levelText(level)} ${msg}${fieldsText(fields)}${errorText(err ?? error)}\n`
  } catch {
    return line
  }
}
