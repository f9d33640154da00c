// Writes docs/cli.md. A test refuses a page that is not up to date.
import { writeFileSync } from 'node:fs'
import { cliDocument } from './cli-document.ts'

writeFileSync(new URL('../../../docs/cli.md', import.meta.url), cliDocument())
