/** Lines, each with its line feed, as a body that is read as fast as it is sent. */
export const streamOfLines = (lines: AsyncIterable<string> | Iterable<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  const source = eachOf(lines)
  return new ReadableStream({
    async pull(controller) {
      let text = ''
      while (text.length < pieceLength) {
        const { value, done } = await source.next()
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          return controller.close()
        }
        text += `${value}\n`
      }
      controller.enqueue(encoder.encode(text))
    },
    async cancel() {
      await source.return(undefined)
    },
  })
}

/** Characters that are sent at a time. */
const pieceLength = 65_536

async function* eachOf(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void> {
  yield* lines
}
