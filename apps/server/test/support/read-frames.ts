export interface StreamFrame {
  id: string | undefined
  event: string
  data: string
}

const parseFrame = (text: string): StreamFrame | undefined => {
  const fields = new Map(
    text
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
  )
  const event = fields.get('event')
  return event === undefined ? undefined : { id: fields.get('id'), event, data: fields.get('data') ?? '' }
}

/** The frames of a response with server-sent events. Leaving the loop ends the request. */
export async function* readFrames(response: Response): AsyncGenerator<StreamFrame> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body ?? []) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const frame = parseFrame(part)
      if (frame) yield frame
    }
  }
}
