import { fileURLToPath } from 'node:url'
import { createConfig, lint } from '@redocly/openapi-core'

// Checks openapi.json with Redocly's rules: `pnpm --dir apps/server run check:openapi`. Nothing is fetched and nothing sent.
const document = fileURLToPath(new URL('../openapi.json', import.meta.url))
const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    // The server answers where it is asked, whatever the address.
    'no-server-example.com': 'off',
  },
})
const problems = await lint({ ref: document, config })
for (const { severity, ruleId, message, location } of problems) {
  process.stdout.write(`${severity} ${ruleId}: ${message} (${location[0]?.pointer ?? ''})\n`)
}
process.stdout.write(`openapi.json: ${problems.length} problems\n`)
process.exitCode = problems.length > 0 ? 1 : 0
