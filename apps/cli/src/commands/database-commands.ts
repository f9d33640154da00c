import type { DatabaseStatus, PromotedTable } from '@sojourn/contract/operator-line'
import type { Command } from 'commander'
import type { Cli } from '../cli.ts'
import { defineCommand } from '../define-command.ts'
import { runOperator } from '../operator/run-operator.ts'
import { plural } from '../output/quantities.ts'
import { table } from '../output/table.ts'

/** Commands about the database itself; no server need run. */
export const addDatabaseCommands = (program: Command): void => {
  const database = program.command('db').helpCommand(false).description('See and migrate the database of a server here')
  defineCommand(database, {
    usage: 'status',
    about: 'Say where the database is, who uses it, and which migrations it has',
    examples: [['db status', 'of the data directory, or of DATABASE_URL']],
    run: async (cli) => {
      for await (const line of runOperator(cli, ['db-status'])) {
        if (line.kind !== 'database') continue
        if (cli.json) cli.output.json(line.database)
        else describe(cli, line.database)
      }
      return undefined
    },
  })
  defineCommand(database, {
    usage: 'migrate',
    about: 'Bring the database up to date, as the server does when it starts',
    details: 'Refused while a server uses the database. A database that is up to date stays as it is.',
    examples: [
      ['db migrate', 'before a new version starts'],
      ['DATABASE_URL=postgresql://user@localhost/sojourn sojourn db migrate', 'in PostgreSQL'],
    ],
    run: async (cli) => {
      for await (const line of runOperator(cli, ['db-migrate'])) {
        if (line.kind !== 'database') continue
        if (cli.json) cli.output.json({ ...line.database, migrated: line.migrated })
        else describeMigrated(cli, line.migrated)
      }
      return undefined
    },
  })
  addPromote(program)
}

const describeMigrated = ({ output }: Cli, migrated: readonly string[]): void => {
  if (migrated.length === 0) output.line('The database is up to date.')
  for (const name of migrated) output.line(`Applied ${name}`)
}

const describe = ({ output }: Cli, status: DatabaseStatus): void => {
  const { kind, place, usedBy, applied, pending, failed, unknown, sessions, events } = status
  const facts: [name: string, text: string][] = [
    ['database', `${kind}, ${place}`],
    ['used by', usedBy ?? 'nobody'],
    ['holds', sessions === null ? 'nothing' : `${plural(sessions, 'session')}, ${plural(events ?? 0, 'event')}`],
    ['migrations', `${applied.length} applied, ${pending.length} pending`],
    ...pending.map((name): [string, string] => ['pending', name]),
    ...failed.map((name): [string, string] => ['broke off', name]),
    ...unknown.map((name): [string, string] => ['unknown', name]),
  ]
  for (const [name, text] of facts) output.line(`${output.style('dim', name.padEnd(12))}${text}`)
}

const addPromote = (program: Command): void => {
  defineCommand(program, {
    usage: 'promote',
    about: 'Copy a SQLite database into an empty PostgreSQL database',
    details: `DATABASE_URL names the PostgreSQL database; it is in the environment because it may hold a password. Every session goes over
with its ids and seqs, then every row of both is compared. Stop the server first: the SQLite file is only read, and stays
as it is. What breaks off goes on where it was when the same command is given again; until it is done no server starts on
the copy. A database with data of its own is refused.`,
    options: [['--from <file>', 'the SQLite database; default: sojourn.db in the data directory']],
    examples: [
      [
        'DATABASE_URL=postgresql://user@localhost/sojourn sojourn promote',
        'then start the server with this DATABASE_URL',
      ],
    ],
    run: async (cli, given) => {
      const from = given.text('from')
      for await (const line of runOperator(cli, ['promote', ...(from === undefined ? [] : ['--from', from])])) {
        if (line.kind !== 'promoted') continue
        if (cli.json) cli.output.json({ tables: line.tables })
        else describePromoted(cli, line.tables)
      }
      return undefined
    },
  })
}

const describePromoted = ({ output }: Cli, tables: readonly PromotedTable[]): void => {
  const columns = [
    { title: 'table', text: (row: PromotedTable) => row.table },
    { title: 'rows', text: (row: PromotedTable) => row.rows.toLocaleString('en'), align: 'right' as const },
    { title: 'sha-256 of both', text: (row: PromotedTable) => row.hash.slice(0, 16) },
  ]
  output.line(table(output, columns, tables))
  output.note('Everything is there, and every row is the same. Start the server with this DATABASE_URL.')
}
