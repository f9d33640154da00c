// Two answers to two questions from one past: a session is forked, and both go on by themselves.
//   node examples/fork-and-compare.ts
import { connect } from './connect.ts'

const say = (text: string) => `@script ${JSON.stringify([{ text }])}`

const original = await connect().sessions.create({ title: 'Original' })
await original.send(say('Once upon a time there was a session.')).result()

const fork = await original.fork({ title: 'Another end' })
await Promise.all([
  original.send(say('It lived happily ever after.')).result(),
  fork.send(say('It was forked, and lived twice.')).result(),
])

for (const session of [original, fork]) {
  const { title } = await session.get()
  const { items } = await session.transcript()
  const said = items.flatMap((item) => (item.type === 'block' && item.kind === 'assistant_text' ? [item.text] : []))
  console.log(`${title}:\n  ${said.join('\n  ')}`)
}
