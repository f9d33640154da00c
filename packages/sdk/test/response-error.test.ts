import { SojournError } from '@sojourn/contract/error'
import { expect, test } from 'vitest'
import { errorFromBody, errorFromFetch } from '../src/transport/response-error.ts'

const problem = new SojournError('QUEUE_FULL', 'The queue holds 100 runs', { meta: { limit: 100 } }).toProblem()
const answer = { status: 429, url: 'http://127.0.0.1:1' }

test('[K1] a problem is the same error over REST, over a procedure and in a stream', () => {
  const bodies = [problem, { error: { message: 'no', data: { problem } } }, { message: 'no', data: { problem } }]
  for (const body of bodies) {
    const error = errorFromBody(body, answer)
    expect(error).toBeInstanceOf(SojournError)
    expect(error).toMatchObject({ code: 'QUEUE_FULL', message: problem.detail, meta: { limit: 100 }, retryable: true })
  }
})

test('[K1] a code of a newer server keeps its sentence and its name, under the nearest code that is known', () => {
  const error = errorFromBody({ ...problem, code: 'SESSION_ON_FIRE', status: 404 }, answer)
  expect(error).toMatchObject({ code: 'NOT_FOUND', message: problem.detail, meta: { code: 'SESSION_ON_FIRE' } })
})

test('[K1] what a proxy or another program answers is BAD_RESPONSE and says which status', () => {
  for (const body of [undefined, null, '<html>', { error: 'gateway' }, []]) {
    const error = errorFromBody(body, { status: 502, url: 'http://proxy' })
    expect(error.code).toBe('BAD_RESPONSE')
    expect(error.message).toContain('http://proxy answered 502')
  }
})

test('[K1] a refused connection says that nothing listens there', () => {
  const cause = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
  const error = errorFromFetch(cause, 'http://127.0.0.1:1')
  expect(error).toMatchObject({ code: 'SERVER_UNREACHABLE', retryable: true, cause })
  expect(error.message).toBe('No answer from http://127.0.0.1:1 (nothing listens there)')
  expect(error.advice).toContain('sojourn serve')
})
