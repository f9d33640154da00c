import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '../src/console/content-security.ts'
import type { TestServer } from './support/test-server.ts'
import { startTestServer } from './support/test-server.ts'

const inline = 'self.__next_f.push([1,"<p>"])'
const page = (title: string): string =>
  `<!doctype html><title>${title}</title><script src="/_next/static/chunks/a.js" async></script><script>${inline}</script>`

const files = {
  'index.html': page('Sessions'),
  'login.html': page('Log in'),
  'session.html': page('Session'),
  'session/data.txt': 'beside the page of the same name',
  'settings/index.html': page('Settings'),
  '404.html': page('Nothing here'),
  '_next/static/chunks/a-1a2b.js': 'console.log(1)',
  'favicon.svg': '<svg/>',
}

describe('the console', () => {
  let server: TestServer
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sojourn-console-'))
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
    await writeFile(`${directory}-secret.txt`, 'outside')
    server = await startTestServer({}, { consoleDirectory: directory })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await rm(directory, { recursive: true })
    await rm(`${directory}-secret.txt`)
  })

  const get = (path: string) => server.call<string>(path, { anonymous: true })

  it.each([
    ['/', 'Sessions'],
    ['/login', 'Log in'],
    ['/session?id=1', 'Session'],
    ['/session/', 'Session'],
    ['/session.html', 'Session'],
    ['/settings', 'Settings'],
  ])('serves %s', async (path, title) => {
    const { status, headers, body } = await get(path)
    expect(status).toBe(200)
    expect(body).toContain(`<title>${title}</title>`)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-cache')
  })

  it('allows the scripts that a page came with, by their hash, and no others', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? ''
    const hash = createHash('sha256').update(inline).digest('base64')
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(contentSecurityPolicy('<p>no scripts</p>')).toContain("script-src 'self';")
  })

  it('lets browsers keep only what has a hash in its name', async () => {
    expect((await get('/_next/static/chunks/a-1a2b.js')).headers.get('cache-control')).toBe(
      'public, max-age=31536000, immutable',
    )
    expect((await get('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=0')
    expect((await get('/favicon.svg')).headers.get('content-type')).toMatch('image/svg+xml')
  })

  it('serves a file beside the page of the same name', async () => {
    expect((await get('/session/data.txt')).body).toBe('beside the page of the same name')
  })

  it('answers 404 with its own page', async () => {
    const { status, body } = await get('/nothing')
    expect(status).toBe(404)
    expect(body).toContain('Nothing here')
  })

  it.each(['/..%2fsecret.txt', '/%2e%2e/package.json', '/session/..%2f..%2fetc/passwd', '/%00'])(
    'reads nothing outside its directory: %s',
    async (path) => {
      const { status, body } = await get(path)
      expect(status).toBe(404)
      expect(body).not.toContain('outside')
    },
  )

  it('says what to do when it has not been built', async () => {
    await using bare = await startTestServer({}, { consoleDirectory: join(directory, 'none') })
    const { status, body } = await bare.call<string>('/', { anonymous: true })
    expect(status).toBe(503)
    expect(body).toContain('pnpm --filter @sojourn/web build')
  })
})
