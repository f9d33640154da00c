'use client'

import { useState } from 'react'
import { CopyButton } from '@/components/ui/copy-button.tsx'
import { Segmented } from '@/components/ui/segmented.tsx'

const ways = [
  { value: 'cli', label: 'Terminal' },
  { value: 'sdk', label: 'TypeScript' },
  { value: 'curl', label: 'HTTP' },
] as const

type Way = (typeof ways)[number]['value']

const codeOf = (way: Way, url: string): string => {
  switch (way) {
    case 'cli':
      return `export SOJOURN_URL=${url}\nexport SOJOURN_TOKEN="$(cat .sojourn/token)"\nnpx sojourn send "Look around and write notes"`
    case 'sdk':
      return `import { createSojourn } from '@sojourn/sdk'

const sojourn = createSojourn({ url: '${url}', token: process.env.SOJOURN_TOKEN })
const session = await sojourn.sessions.create({ title: 'Release notes' })
const run = await session.send('Write the release notes')
console.log(await run.result())`
    default:
      return `curl -s ${url}/api/v1/sessions \\
  -H "Authorization: Bearer $SOJOURN_TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"title": "Release notes"}'`
  }
}

/** How a program or a terminal gets to this server. The token itself is never shown: it is in a file of the server. */
export function Connect() {
  const [way, setWay] = useState<Way>('cli')
  const code = codeOf(way, window.location.origin)
  return (
    <div className="flex flex-col gap-2 text-left">
      <div className="flex items-center justify-between gap-2">
        <Segmented label="Way to connect" value={way} onChange={setWay} options={ways} />
        <CopyButton text={code} label="Copy the code" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways */}
      <pre tabIndex={0} className="overflow-x-auto rounded-md border bg-muted p-3 font-mono text-xs leading-5">
        {code}
      </pre>
      <p className="text-muted-foreground text-xs">
        The token is in the file <code className="font-mono">token</code> of the server’s data directory, or what{' '}
        <code className="font-mono">SOJOURN_TOKEN</code> says there. All ways:{' '}
        <a href="/docs" className="underline underline-offset-2 hover:text-foreground">
          API reference
        </a>
        .
      </p>
    </div>
  )
}
