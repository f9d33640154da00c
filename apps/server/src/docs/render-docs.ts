import { errorCatalogue, errorCodes } from '@sojourn/contract/error'
import { escapeHtml } from './escape-html.ts'
import type { SchemaPart } from './schema-text.ts'
import { schemaText } from './schema-text.ts'

interface Media {
  content?: Record<string, { schema: SchemaPart }>
}

interface Operation {
  operationId: string
  tags: string[]
  summary?: string
  parameters: { name: string; in: string; required?: boolean; schema: SchemaPart }[]
  requestBody?: Media
  responses: Record<string, Media & { description?: string }>
}

/** The parts of the OpenAPI document that the page shows. */
export interface ApiDocument {
  info: { title: string; description: string }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, SchemaPart> }
}

interface Entry {
  method: string
  path: string
  operation: Operation
}

const style = `:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 6rem; }
h1 { font-size: 1.75rem; } h2 { margin-top: 3rem; text-transform: capitalize; } h3 { font-size: 1rem; margin: 2rem 0 0.25rem; }
nav a { margin-right: 1rem; white-space: nowrap; }
code, .schema { font: 0.85rem/1.5 ui-monospace, monospace; }
.method { display: inline-block; min-width: 4rem; font-weight: 700; }
.schema { overflow-wrap: anywhere; background: color-mix(in srgb, CanvasText 6%, Canvas); border-radius: 0.4rem; padding: 0.6rem 0.8rem; margin: 0.4rem 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid color-mix(in srgb, CanvasText 15%, Canvas); }
a { color: LinkText; } .note { opacity: 0.75; }`

const schemaOf = (media: Media | undefined): string[] =>
  Object.entries(media?.content ?? {}).map(([type, { schema }]) =>
    type === 'application/json' ? schemaText(schema) : escapeHtml(type),
  )

const parameterRow = ({ name, in: at, schema }: Operation['parameters'][number]): string =>
  `<tr><td><code>${escapeHtml(name)}</code></td><td>${at}</td><td><code>${schemaText(schema)}</code></td></tr>`

const operationText = ({ method, path, operation }: Entry): string => {
  const { operationId, summary = '', parameters, requestBody, responses } = operation
  const body = schemaOf(requestBody).map((text) => `<div class="schema">Body: ${text}</div>`)
  const answers = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, response]) => `<div class="schema">${status}: ${schemaOf(response).join(' | ')}</div>`)
  return [
    `<h3 id="${operationId}"><code><span class="method">${method.toUpperCase()}</span> ${escapeHtml(path)}</code></h3>`,
    `<p>${escapeHtml(summary)}. <span class="note">tRPC: <code>${operationId.replace(/[A-Z]/, (letter) => `.${letter.toLowerCase()}`)}</code></span></p>`,
    parameters.length > 0 ? `<table>${parameters.map(parameterRow).join('')}</table>` : '',
    ...body,
    ...answers,
  ].join('\n')
}

const errorRow = (code: (typeof errorCodes)[number]): string => {
  const { status, retryable, advice } = errorCatalogue[code]
  return `<tr id="error-${code}"><td><code>${code}</code></td><td>${status}</td><td>${retryable ? 'yes' : 'no'}</td><td>${escapeHtml(advice)}</td></tr>`
}

const schemaEntry = ([name, schema]: [string, SchemaPart]): string =>
  `<h3 id="schema-${escapeHtml(name)}"><code>${escapeHtml(name)}</code></h3><div class="schema">${schemaText(schema)}</div>`

/** The documentation of the REST interface as one page without scripts. */
export const renderDocs = ({ info, paths, components }: ApiDocument): string => {
  const entries = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  )
  const nouns = Map.groupBy(entries, ({ operation }) => operation.tags[0] ?? 'other')
  const sections = [...nouns].map(
    ([noun, its]) => `<section id="${noun}"><h2>${noun}</h2>${its.map(operationText).join('\n')}</section>`,
  )
  const links = [...nouns.keys(), 'errors', 'schemas'].map((name) => `<a href="#${name}">${name}</a>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} API</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(info.title)} API</h1>
<p>${escapeHtml(info.description)} The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
<p>Send the token as <code>Authorization: Bearer …</code>; a browser that has logged in needs none. Errors are
<code>application/problem+json</code> with a <code>code</code> from <a href="#errors">the catalogue</a>.</p>
<nav>${links.join('\n')}</nav>
${sections.join('\n')}
<section id="errors"><h2>errors</h2><table><tr><th>Code</th><th>Status</th><th>Retry</th><th>What to do</th></tr>${errorCodes.map(errorRow).join('\n')}</table></section>
<section id="schemas"><h2>schemas</h2>${Object.entries(components.schemas).map(schemaEntry).join('\n')}</section>
</body>
</html>
`
}
