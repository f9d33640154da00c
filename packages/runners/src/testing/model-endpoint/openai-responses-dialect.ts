import type { JsonObject } from '@sojourn/contract/json'
import { type Dialect, type Frames, frame, type Speech } from './dialect.ts'
import { defaultUsage, inputTextOf, piecesOf } from './model-answer.ts'

const usageOf = ({ answer }: Speech): JsonObject => {
  const { input, output, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = answer.usage ?? defaultUsage
  const read = input + cacheRead + cacheWrite
  return {
    input_tokens: read,
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: read + output,
  }
}

/** An item of output: as it is whole, as it begins, and the events between. */
interface Item {
  whole: JsonObject
  start: JsonObject
  events: JsonObject[]
}

const itemsOf = ({ answer, number }: Speech): Item[] => {
  const items: Item[] = []
  if (answer.thinking !== undefined) {
    const id = `rs_${number}`
    const part = { item_id: id, summary_index: 0 }
    const deltas = piecesOf(answer.thinking).map((delta) => ({
      type: 'response.reasoning_summary_text.delta',
      ...part,
      delta,
    }))
    const reasoning = { type: 'reasoning', id, encrypted_content: `encrypted-${number}` }
    items.push({
      whole: { ...reasoning, summary: [{ type: 'summary_text', text: answer.thinking }] },
      start: { ...reasoning, summary: [] },
      events: [{ type: 'response.reasoning_summary_part.added', ...part }, ...deltas],
    })
  }
  const pieces = piecesOf(answer.text)
  if (pieces.length > 0) {
    const id = `msg_${number}`
    const text = { type: 'output_text', text: pieces.join(''), annotations: [] }
    items.push({
      whole: { type: 'message', id, role: 'assistant', content: [text] },
      start: { type: 'message', id, role: 'assistant', content: [] },
      events: pieces.map((delta) => ({ type: 'response.output_text.delta', item_id: id, delta })),
    })
  }
  for (const [index, call] of (answer.toolCalls ?? []).entries()) {
    const id = `fc_${number}_${index}`
    const use = { type: 'function_call', id, call_id: call.id ?? `call_${number}_${index}`, name: call.name }
    const delta = inputTextOf(call)
    items.push({
      whole: { ...use, arguments: delta, status: 'completed' },
      start: { ...use, arguments: '' },
      events: [{ type: 'response.function_call_arguments.delta', item_id: id, delta }],
    })
  }
  return items
}

const responseOf = (speech: Speech, output: JsonObject[]): JsonObject => ({
  id: `resp_${speech.number}`,
  object: 'response',
  created_at: 1,
  model: speech.model,
  output,
  usage: usageOf(speech),
})

const frames = (speech: Speech): Frames => {
  const items = itemsOf(speech)
  const events = items.flatMap<JsonObject>(({ whole, start, events: between }, output_index) => [
    { type: 'response.output_item.added', output_index, item: start },
    ...between.map((event) => ({ output_index, ...event })),
    { type: 'response.output_item.done', output_index, item: whole },
  ])
  const response = responseOf(
    speech,
    items.map(({ whole }) => whole),
  )
  const told = (event: JsonObject) => frame(event, String(event.type))
  const created = { type: 'response.created', response: responseOf(speech, []) }
  return {
    opening: [told(created), ...events.slice(0, 1).map(told)],
    content: events.slice(1).map(told),
    end: [told({ type: 'response.completed', response })],
  }
}

/** OpenAI's responses. */
export const openaiResponsesDialect: Dialect = {
  name: 'openai-responses',
  path: '/responses',
  frames,
  whole: (speech) =>
    responseOf(
      speech,
      itemsOf(speech).map(({ whole }) => whole),
    ),
  error: (status, message) => ({
    error: { message, type: 'invalid_request_error', param: null, code: String(status) },
  }),
}
