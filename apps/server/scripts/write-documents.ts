import { writeFile } from 'node:fs/promises'
import { configurationDocument } from '../src/config/configuration-document.ts'
import { buildDocument } from '../src/openapi/build-document.ts'

/** Writes what is made from code and kept in the repository, so that a change of it shows in a review. */
const documents = {
  '../openapi.json': () => `${JSON.stringify(buildDocument(), null, 2)}\n`,
  '../../../docs/configuration.md': configurationDocument,
}

for (const [path, make] of Object.entries(documents)) await writeFile(new URL(path, import.meta.url), make())
