import { text } from 'node:stream/consumers'
import { UsageError } from './usage-error.ts'

/** The input that the words of the command line make up; a single `-` stands for standard input. */
export const readInput = async (words: readonly string[]): Promise<string> => {
  const input = words.length === 1 && words[0] === '-' ? await text(process.stdin) : words.join(' ')
  if (input.trim() === '') throw new UsageError('The input is empty.')
  return input
}
