import { createInterface } from 'node:readline/promises'

/**
 * What is typed, line by line. Between two lines nothing holds the terminal, so that other prompts can ask. Ends with
 * the end of the input (Ctrl-D) or Ctrl-C at the prompt. Tab completes the words that a line may begin with.
 */
export async function* readLines(prompt: string, words: readonly string[]): AsyncGenerator<string, void> {
  if (process.stdin.isTTY !== true) {
    yield* createInterface({ input: process.stdin })
    return
  }
  let history: string[] = []
  for (;;) {
    const typed = new AbortController()
    const completer = (line: string): [string[], string] => [
      line ? words.filter((word) => word.startsWith(line)) : [],
      line,
    ]
    const { stdin: input, stdout: output } = process
    const terminal = createInterface({ input, output, completer, history, historySize: 200 })
    terminal.on('history', (entries) => {
      history = [...entries]
    })
    terminal.once('SIGINT', () => typed.abort())
    terminal.once('close', () => typed.abort())
    const line = await terminal.question(prompt, { signal: typed.signal }).catch(() => null)
    terminal.close()
    if (line === null) {
      process.stdout.write('\n')
      return
    }
    yield line
  }
}
