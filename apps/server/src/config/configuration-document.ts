import type { Setting } from './settings.ts'
import { settings } from './settings.ts'

const row = ({ env, default: value, doc }: Setting<unknown>): string =>
  `| \`${env}\` | ${value ? `\`${value}\`` : ''} | ${doc} |`

/** docs/configuration.md, made from the settings. */
export const configurationDocument = (): string =>
  [
    '# Configuration',
    '',
    'The server reads environment variables; an empty one counts as absent. This page is made from',
    '`apps/server/src/config/settings.ts` by `node apps/server/scripts/write-documents.ts`.',
    '',
    '| Variable | Default | What it does |',
    '| --- | --- | --- |',
    ...Object.values(settings).map(row),
    '',
  ].join('\n')
