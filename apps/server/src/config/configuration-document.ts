import type { Setting } from './settings.ts'
import { settings } from './settings.ts'

const columns = ({ env, default: value, doc }: Setting<unknown>): string[] => [
  `\`${env}\``,
  value ? `\`${value}\`` : '',
  doc,
]

/** Padded as the formatter wants it. */
const table = ([head = [], ...rows]: readonly string[][]): string[] => {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}

/** docs/configuration.md, made from the settings. */
export const configurationDocument = (): string =>
  [
    '# Configuration',
    '',
    'The server reads environment variables; an empty one counts as absent. This page is made from',
    '`apps/server/src/config/settings.ts` by `pnpm --filter @sojourn/server documents`.',
    '',
    ...table([['Variable', 'Default', 'What it does'], ...Object.values(settings).map(columns)]),
    '',
  ].join('\n')
