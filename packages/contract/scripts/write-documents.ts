import { writeFileSync } from 'node:fs'
import { errorDocument } from './error-document.ts'
import { eventDocument } from './event-document.ts'

const documents = new URL('../../../docs/', import.meta.url)

writeFileSync(new URL('errors.md', documents), errorDocument())
writeFileSync(new URL('events.md', documents), eventDocument())
