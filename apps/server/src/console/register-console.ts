import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import { SojournError } from '@sojourn/contract/error'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { sendProblem } from '../rest/problem-reply.ts'
import type { ServerParts } from '../server-parts.ts'
import { contentSecurityPolicy } from './content-security.ts'
import { missingConsolePage } from './missing-console-page.ts'

interface Page {
  html: string
  policy: string
}

/** Files of the export by the path they have in it. Only what is listed here is ever read: no path leads outside. */
const listFiles = (directory: string): Set<string> => {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return new Set(
      entries.map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(directory.length + 1)
          .split(sep)
          .join('/'),
      ),
    )
  } catch {
    return new Set()
  }
}

/** Next gives each page of a static export a file `x.html`; a directory beside it does not take its place. */
const fileOf = (files: ReadonlySet<string>, path: string): string | undefined => {
  const name = path.replace(/^\/+|\/+$/g, '')
  return [name, `${name}.html`, name === '' ? 'index.html' : `${name}/index.html`].find((file) => files.has(file))
}

/** Names under /_next/static hold a hash of the content. */
const isHashed = (file: string): boolean => file.startsWith('_next/static/')

const nothingAt = (url: string): SojournError =>
  new SojournError('NOT_FOUND', `There is nothing at ${url.split('?')[0]}`)

class Console {
  readonly #directory: string
  readonly #files: Set<string>
  readonly #pages = new Map<string, Page>()

  constructor(directory: string) {
    this.#directory = directory
    this.#files = listFiles(directory)
  }

  get isBuilt(): boolean {
    return this.#files.has('index.html')
  }

  answer(path: string, reply: FastifyReply): FastifyReply {
    if (!this.isBuilt) {
      return this.#sendPage(reply.code(503), {
        html: missingConsolePage,
        policy: contentSecurityPolicy(missingConsolePage),
      })
    }
    const file = fileOf(this.#files, path)
    if (file?.endsWith('.html')) return this.#sendPage(reply, this.#page(file))
    if (file) return reply.sendFile(file, isHashed(file) ? { immutable: true, maxAge: '1y' } : { maxAge: 0 })
    if (this.#files.has('404.html')) return this.#sendPage(reply.code(404), this.#page('404.html'))
    return sendProblem(reply, nothingAt(path))
  }

  #page(file: string): Page {
    const known = this.#pages.get(file)
    if (known) return known
    const html = readFileSync(join(this.#directory, file), 'utf8')
    const page = { html, policy: contentSecurityPolicy(html) }
    this.#pages.set(file, page)
    return page
  }

  #sendPage(reply: FastifyReply, { html, policy }: Page): FastifyReply {
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', policy)
      .send(html)
  }
}

/** Addresses under which there are no pages, so that a misspelt call is refused like any other. */
const reserved = ['/api', '/api/*', '/trpc', '/trpc/*']

/** Adds the console: the files of its static export at every address that nothing else has. They hold no secrets. */
export const registerConsole = (app: FastifyInstance, { consoleDirectory }: ServerParts): void => {
  const pages = new Console(consoleDirectory)
  if (pages.isBuilt) app.register(fastifyStatic, { root: consoleDirectory, serve: false, preCompressed: true })
  for (const url of reserved) app.all(url, (request, reply) => sendProblem(reply, nothingAt(request.url)))
  app.get('/*', { config: { open: true } }, (request, reply) => {
    const { pathname } = new URL(request.url, 'http://console')
    return pages.answer(decodeURIComponent(pathname), reply)
  })
}
