// Gives the demo agent something to do, allows what it asks for, and prints what it says.
//   node examples/send-and-watch.ts "Look around and write notes"
import { connect } from './connect.ts'

const [input = 'Look around and write notes'] = process.argv.slice(2)
const session = await connect().sessions.create({ title: 'An example' })

const watch = session.onPermission(({ toolId, operation }) => {
  console.log(`\n→ ${toolId}.${operation} is allowed, once`)
  return 'allow_once'
})

const run = session.send(input)
for await (const piece of run.text()) process.stdout.write(piece)

const { status, usage } = await run.result()
console.log(`\n\n${status}; ${usage.outputTokens} tokens. The session is ${session.id}.`)
watch.stop()
