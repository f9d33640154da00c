import { errorCatalogue, errorCodes } from '../src/error.ts'

/** docs/errors.md, made from the catalogue. */
export const errorDocument = (): string =>
  [
    '# Errors',
    '',
    'Every refusal carries one of these codes: REST answers with `application/problem+json` and its `code`, tRPC with the',
    'same in `error.data.problem`, the SDK throws `SojournError`, the CLI prints the message and what to do. A refused call',
    'has changed nothing. This page is made from `packages/contract/src/error.ts` by',
    '`node packages/contract/scripts/write-documents.ts`.',
    '',
    '| Code | HTTP | Trying again helps | What to do |',
    '| --- | --- | --- | --- |',
    ...errorCodes.map((code) => {
      const { status, retryable, advice } = errorCatalogue[code]
      return `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${advice} |`
    }),
    '',
  ].join('\n')
