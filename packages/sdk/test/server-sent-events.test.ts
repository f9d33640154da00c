import { expect, test } from 'vitest'
import { ServerSentEventParser } from '../src/transport/server-sent-events.ts'

const stream =
  ': ping\n\nid: 7\nevent: block.delta\ndata: {"a":\ndata: 1}\r\n\r\nevent: synced\rdata:{"seq":7}\r\r\ndata\n\nretry: 5\n\nid: 8\ndata: é\u{1f600}\n\n'
const frames = [
  { id: '7', event: 'block.delta', data: '{"a":\n1}' },
  { id: null, event: 'synced', data: '{"seq":7}' },
  { id: null, event: 'message', data: '' },
  { id: '8', event: 'message', data: 'é\u{1f600}' },
]

test('[K4] frames come out whole, wherever the network cuts the stream', () => {
  for (let cut = 0; cut <= stream.length; cut++) {
    const parser = new ServerSentEventParser()
    expect([...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))], `cut at ${cut}`).toEqual(frames)
  }
})

test('[K4] a stream that arrives one character at a time gives the same frames', () => {
  const parser = new ServerSentEventParser()
  expect([...stream].flatMap((character) => parser.push(character))).toEqual(frames)
})

test('[K4] a frame that never ends is not delivered', () => {
  expect(new ServerSentEventParser().push('id: 1\ndata: {}\n')).toEqual([])
})
