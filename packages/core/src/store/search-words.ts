import { cutText } from '../session/cut-text.ts'

/** Longer words are cut, in texts and in what is looked for, UTF-16 units. */
const longestWord = 64

/** What of a text is looked at, UTF-16 units: the rest of a longer one is not found. */
const longestText = 65_536

/** Letters and digits, with their marks. Scripts that write no spaces give a word for each sign, and so do pictures. */
const wordPattern =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]]+|\p{Extended_Pictographic}/gv

const asciiOnly = /^[\0-\x7f]*$/u
const asciiWord = /[a-z0-9]+/g
const accent = /\p{Mn}+/gu

/** Text as searches compare it: upper and lower case are the same, and so are letters with and without accents. */
const folded = (text: string): string => text.toLowerCase().normalize('NFKD').replaceAll(accent, '')

/** The different words of a text, as searches compare them ([S11]). They hold letters, digits and pictures only. */
export const searchWords = (text: string): Set<string> => {
  const seen = cutText(text, longestText)
  const words = asciiOnly.test(seen) ? seen.toLowerCase().match(asciiWord) : folded(seen).match(wordPattern)
  return new Set(words?.map((word) => cutText(word, longestWord)))
}

/** What a search asks for: each of these must begin a word. Empty when the text has no word, and then nothing is found. */
export const soughtWords = (text: string): string[] => {
  const words = [...searchWords(text)]
  return words.filter((word) => !words.some((other) => other !== word && other.startsWith(word)))
}

/** Whether each of the words that are sought begins one of the words that are there. */
export const hasWords = (there: ReadonlySet<string>, sought: readonly string[]): boolean =>
  sought.length > 0 && sought.every((word) => there.has(word) || [...there].some((other) => other.startsWith(word)))
