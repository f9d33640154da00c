import { stripVTControlCharacters } from 'node:util'

// What agents and people wrote may hold escape sequences that would retitle, clear or reprogram the terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Text that is safe to print: line breaks and tabs stay, every other control character goes. */
export const plainText = (text: string): string => stripVTControlCharacters(text).replace(controls, '')

/** The same on one line. */
export const oneLine = (text: string): string => plainText(text.replace(/\s+/g, ' ')).trim()

/** At most `width` characters, the last one an ellipsis when something is missing. */
export const shorten = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1)).trimEnd()}…`
