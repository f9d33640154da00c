import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type SessionHandle, SojournError } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { findSession, sessionReference } from '../find/find-session.ts'
import { ProgressBar } from '../output/progress-bar.ts'
import { bytes, plural } from '../output/quantities.ts'
import { UsageError } from '../usage-error.ts'

export const addExport = (program: Command): void => {
  defineCommand(program, {
    usage: 'export [session]',
    about: 'Write the log of a session as JSON Lines, one event a line',
    details: `${sessionReference} Default: @last.
What was written is checked against the server’s SHA-256 of the same events. A file has its name only once it is whole
and checked; when the export breaks off, nothing is left behind.`,
    options: [
      ['-o, --output <file>', 'write to this file instead of standard output'],
      ['--upto-seq <seq>', 'leave out what came after this event'],
      ['-f, --force', 'write over a file that is there'],
    ],
    examples: [
      ['export @last -o notes.jsonl', 'to a file'],
      ['sojourn export notes | gzip > notes.jsonl.gz', 'to a pipe'],
      ['sojourn export notes | sojourn import - --url http://other:3000', 'from one server to another'],
    ],
    run: async (cli, given) => {
      const file = given.text('output')
      if (file !== undefined && existsSync(file) && !given.flag('force')) {
        throw new UsageError(`${file} is there already; --force writes over it.`)
      }
      const session = await findSession(cli, given.args[0] ?? '@last')
      const { lastSeq } = await session.get({ signal: cli.signal })
      const end = Math.min(given.number('uptoSeq', 1) ?? lastSeq, lastSeq)
      const copy = file === undefined ? await toOutput(cli, session, end) : await toFile(cli, session, { file, end })
      if (file !== undefined && cli.json) cli.output.json({ sessionId: session.id, file, ...copy })
      else if (!cli.json) sayWhatWasWritten(cli, copy, file)
      return undefined
    },
  })
}

interface Copy {
  events: number
  bytes: number
  sha256: string
}

const toFile = async (
  cli: Cli,
  session: SessionHandle,
  { file, end }: { file: string; end: number },
): Promise<Copy> => {
  const partial = `${file}.partial`
  try {
    const copy = await write(cli, session, { end, to: createWriteStream(partial, { mode: 0o600 }) })
    await rename(partial, file)
    return copy
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

const toOutput = (cli: Cli, session: SessionHandle, end: number): Promise<Copy> =>
  write(cli, session, { end, to: process.stdout })

/** Copies the log up to a seq, and throws when the copy is not what the server has. */
const write = async (
  cli: Cli,
  session: SessionHandle,
  { end, to }: { end: number; to: NodeJS.WritableStream },
): Promise<Copy> => {
  const { signal } = cli
  const hash = createHash('sha256')
  const copy = { events: 0, bytes: 0 }
  // A bar between lines that somebody reads would only disturb.
  const seen = to !== process.stdout || !cli.output.isTerminal
  using progress = new ProgressBar(
    { output: cli.output, json: cli.json || !seen },
    { label: 'Exporting', total: end, amount: (count) => plural(count, 'event') },
  )
  const lines = async function* () {
    for await (const line of session.export({ uptoSeq: end }, { signal })) {
      const data = Buffer.from(`${line}\n`)
      hash.update(data)
      copy.events += 1
      copy.bytes += data.length
      progress.update(copy.events)
      yield data
    }
  }
  await pipeline(Readable.from(lines()), to, { end: to !== process.stdout })
  const sha256 = hash.digest('hex')
  const digest = await cli.sojourn.sessions.digest({ sessionId: session.id, uptoSeq: end }, { signal })
  if (digest.sha256 !== sha256 || digest.lastSeq !== copy.events) {
    throw new SojournError(
      'BAD_RESPONSE',
      `What arrived is not the log: its SHA-256 is ${sha256}, not ${digest.sha256}`,
    )
  }
  return { ...copy, sha256 }
}

const sayWhatWasWritten = ({ output }: Cli, copy: Copy, file: string | undefined): void => {
  // People compare the beginning.
  const sha256 = output.isTerminal ? `${copy.sha256.slice(0, 12)}…` : copy.sha256
  const text = `${plural(copy.events, 'event')}, ${bytes(copy.bytes)}, SHA-256 ${sha256}, checked`
  if (file === undefined) output.note(output.styleNote('dim', text))
  else output.line(`Wrote ${file} ${output.style('dim', `· ${text}`)}`)
}
