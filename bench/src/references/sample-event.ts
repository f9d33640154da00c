const id = '01934567-89ab-7cde-8f01-234567890abc'

/** An event as long as those of a streaming agent. */
export const sampleEvent = (seq: number, { sessionId = id, ts = '2026-01-31T12:00:00.000Z' } = {}) => ({
  id,
  sessionId,
  seq,
  ts,
  type: 'block.delta',
  v: 1,
  runId: id,
  source: 'runner',
  data: { blockId: `${id}.step-0`, delta: 'All work and no play makes a dull agent.' },
})

/** The event as one server-sent frame. */
export const frameOf = (event: ReturnType<typeof sampleEvent>): string =>
  `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
