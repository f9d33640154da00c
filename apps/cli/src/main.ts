import { CommanderError } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'

// A reader that has seen enough (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

const program = createProgram()
const throwInstead = (command: typeof program): void => {
  command.exitOverride()
  for (const sub of command.commands) throwInstead(sub)
}
throwInstead(program)

try {
  if (process.argv.length > 2) await program.parseAsync()
  else program.outputHelp()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Commander has said what is wrong; help is no error.
  process.exitCode = error.exitCode === 0 ? exitCodes.ok.code : exitCodes.usage.code
}
