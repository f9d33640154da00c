import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type CommittedSession, SojournError } from '@sojourn/sdk'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { oneLine } from '../output/plain-text.ts'
import { ProgressBar } from '../output/progress-bar.ts'
import { bytes, plural } from '../output/quantities.ts'
import { UsageError } from '../usage-error.ts'

export const addImport = (program: Command): void => {
  defineCommand(program, {
    usage: 'import <file>',
    about: 'Make a session out of its export, and print its id',
    details: `"-" reads standard input. The session is made whole or not at all, with the events, times and seqs of its export;
afterwards the server’s SHA-256 of its log is compared with that of the file. Work that was under way is closed: nobody
goes on with it here. Rules and tags that others have stay as they are.`,
    options: [['--id <id>', 'make a copy under this id; default: the id in the export']],
    examples: [
      ['import notes.jsonl', 'the session that was exported'],
      ['import notes.jsonl --id notes-2', 'a copy beside it'],
      ['gunzip -c notes.jsonl.gz | sojourn import -', 'from a pipe'],
    ],
    run: async (cli, given) => {
      const [file = ''] = given.args
      const id = given.text('id')
      const source = await open(file)
      const imported = await send(cli, source, id)
      if (cli.json) cli.output.json(imported.session)
      else sayWhatWasMade(cli, imported, id === undefined)
      return undefined
    },
  })
}

interface Source {
  chunks: AsyncIterable<string>
  /** Bytes; null when nobody knows. */
  size: number | null
}

const open = async (file: string): Promise<Source> => {
  if (file === '-') return { chunks: process.stdin.setEncoding('utf8'), size: null }
  const found = await stat(file).catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`)
  })
  if (!found.isFile()) throw new UsageError(`${file} is no file.`)
  return { chunks: createReadStream(file, 'utf8'), size: found.size }
}

interface Imported {
  session: CommittedSession
  lines: number
}

const send = async (cli: Cli, { chunks, size }: Source, id: string | undefined): Promise<Imported> => {
  const { sojourn, signal } = cli
  const hash = createHash('sha256')
  let lines = 0
  using progress = new ProgressBar(cli, { label: 'Importing', total: size, amount: bytes })
  const counted = async function* () {
    for await (const line of linesOf(chunks)) {
      const text = `${line}\n`
      hash.update(text)
      lines += 1
      progress.add(Buffer.byteLength(text))
      yield line
    }
  }
  const { snapshot } = await sojourn.sessions.import({ id, lines: counted() }, { signal })
  // A copy names itself in its events, so it is another text.
  if (id === undefined) await check(cli, snapshot.id, { lines, sha256: hash.digest('hex') })
  return { session: snapshot, lines }
}

const check = async (
  { sojourn, signal }: Cli,
  sessionId: string,
  { lines, sha256 }: { lines: number; sha256: string },
): Promise<void> => {
  const digest = await sojourn.sessions.digest({ sessionId, uptoSeq: lines }, { signal })
  if (digest.sha256 === sha256) return
  const detail = `The log of ${sessionId} is not what was sent: its SHA-256 is ${digest.sha256}, not ${sha256}`
  throw new SojournError('BAD_RESPONSE', detail)
}

/** Lines end with a line feed and nothing else: JSON may hold other characters that break lines. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const pieces = chunk.split('\n')
    pieces[0] = rest + (pieces[0] ?? '')
    rest = pieces.pop() ?? ''
    yield* pieces
  }
  if (rest !== '') yield rest
}

const sayWhatWasMade = ({ output }: Cli, { session, lines }: Imported, checked: boolean): void => {
  output.line(session.id)
  const closed = session.lastSeq - lines
  const facts = [
    oneLine(session.title ?? ''),
    plural(lines, 'event'),
    closed > 0 ? `${plural(closed, 'event')} more to close what was under way` : '',
    checked ? 'checked' : '',
  ]
  output.note(output.styleNote('dim', facts.filter(Boolean).join(' · ')))
}
