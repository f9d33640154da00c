import type { PlanStep } from '@sojourn/contract/event'

/** What a new, empty workspace gets, so that the demo has something to read. */
export const seedReadme = `# Workspace

This folder belongs to one session. The session's agent reads and writes here, and nowhere else.

- Files stay when the server stops and starts again.
- Writing waits for somebody's permission, unless a rule allows it.
- Put files of your own here, and ask again: the demo reads what it finds.
`

export const demoGreeting = `Hello! I am the demo agent. I follow a fixed script instead of a language model, so I need no key, \
but what I do is real. First I look around in this session's workspace.`

const maxQuote = 120

/** The user's words on one line, cut after 120 characters. */
export const quoteOf = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim() || '(no text)'
  const characters = [...line]
  return characters.length <= maxQuote ? line : `${characters.slice(0, maxQuote).join('')}…`
}

export const thoughtOf = (request: string): string =>
  `The request: “${quoteOf(request)}”. I see what is in the workspace, read what looks most telling, and note it down.`

const count = (value: number, noun: string, nouns = `${noun}s`) => `${value} ${value === 1 ? noun : nouns}`

/** What the demo knows of the file that it read. */
export interface FileFacts {
  path: string
  bytes: number
  lines: number
  words: number
  /** Its first heading, or its first line; null when it is empty. */
  title: string | null
}

export const factsOf = (file: { path: string; content: string; bytes: number }): FileFacts => {
  const lines = file.content.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const first = lines.find((line) => /^#+\s+\S/.test(line)) ?? lines.find((line) => line.trim() !== '')
  return {
    path: file.path,
    bytes: file.bytes,
    lines: lines.length,
    words: file.content.match(/\S+/g)?.length ?? 0,
    title: first === undefined ? null : quoteOf(first.replace(/^#+\s+/, '')),
  }
}

export interface Found {
  entries: readonly { name: string; type: string; size: number }[]
  /** The file that was read; null when there was none that can be read as text. */
  file: FileFacts | null
}

const sentenceOf = (file: FileFacts): string =>
  `\`${file.path}\` has ${count(file.lines, 'line')} and ${count(file.words, 'word')}${file.title === null ? '' : `; it is titled “${file.title}”`}.`

const maxListed = 20

const listed = (entries: Found['entries']): string[] => [
  ...entries
    .slice(0, maxListed)
    .map(({ name, type, size }) => `- \`${name}\`, ${type === 'file' ? count(size, 'byte') : type}`),
  ...(entries.length > maxListed ? [`- and ${entries.length - maxListed} more`] : []),
]

/** What NOTES.md says afterwards: what it said before, and a section about this run. */
export const notesOf = (request: string, found: Found & { notes: string | null }): string =>
  [
    found.notes === null ? '# Notes' : found.notes.trimEnd(),
    '',
    `## ${quoteOf(request)}`,
    '',
    `In the workspace (${count(found.entries.length, 'entry', 'entries')}):`,
    '',
    ...listed(found.entries),
    '',
    found.file ? sentenceOf(found.file) : 'No file in it could be read as text.',
    '',
  ].join('\n')

export const askToWrite = (path: string): string =>
  `I would like to keep what I found in \`${path}\`. That changes a file, so I wait for your permission. The question is \
stored: it would even survive a restart of the server.`

export const refusal = (path: string): string =>
  `Then I leave \`${path}\` as it is, and stop here. Nothing was written.`

/** The summary that ends the demo, as Markdown. `written`: null when the write failed or its result is not known. */
export const summaryOf = (
  request: string,
  found: Found,
  written: { path: string; bytes: number; created: boolean } | null,
): string =>
  [
    '### What I found',
    '',
    `> ${quoteOf(request)}`,
    '',
    `- **Workspace:** ${count(found.entries.length, 'entry', 'entries')}${
      found.entries.length > 0
        ? ` (${found.entries
            .slice(0, 5)
            .map(({ name }) => `\`${name}\``)
            .join(', ')}${found.entries.length > 5 ? ', …' : ''})`
        : ''
    }`,
    `- **Read:** ${found.file ? sentenceOf(found.file) : 'no file that could be read as text.'}`,
    written
      ? `- **Written:** \`${written.path}\` (${count(written.bytes, 'byte')}), ${written.created ? 'a new file' : 'with what it said before'}.`
      : '- **Written:** nothing that I know of; the tool call above says why.',
    '',
    'Every line above is an event in this session’s log. Reload the page, or stop the server and start it again: the session goes on where it was.',
    '',
    '**Try next**',
    '',
    '- Send another message and deny the permission.',
    '- Play a script of your own:',
    '',
    '```',
    '@script [{"text": "Three, two, one …", "delayMs": 300}, {"sleep": 1000}, {"text": "Done."}]',
    '```',
    '',
  ].join('\n')

const planSteps = (readPath: string | null): readonly PlanStep[] => [
  { title: 'Look around', description: 'List the files of this session’s workspace' },
  { title: readPath === null ? 'Read a file' : `Read ${readPath}`, description: 'See what is in it' },
  { title: 'Write NOTES.md', description: 'Keep what was found; this needs your permission' },
  { title: 'Sum up', description: 'Tell you what was found and done' },
]

/** The plan while step `current` (from 0) is being worked on; 4 = all done. `failed`: that step did not work out. */
export const demoPlan = (current: number, options: { readPath: string | null; failed?: boolean }): PlanStep[] =>
  planSteps(options.readPath).map((step, index) => {
    if (index < current) return { ...step, status: 'completed' }
    if (index > current) return { ...step, status: 'pending' }
    return { ...step, status: options.failed ? 'failed' : 'in_progress' }
  })
