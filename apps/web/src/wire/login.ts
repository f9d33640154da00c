import { isUnauthorized } from './problem.ts'

/** To the log-in page, and back here afterwards, when that is what the error means. */
export const logInAgainAfter = (error: unknown): void => {
  const { pathname, search } = window.location
  if (!isUnauthorized(error) || pathname === '/login') return
  window.location.assign(`/login?next=${encodeURIComponent(pathname + search)}`)
}

export type LoginOutcome = 'ok' | 'refused' | 'unreachable'

export type Credentials = { token: string } | { code: string }

/** Exchanges the token, or the one-time code of a log-in link, for a cookie that scripts cannot read. */
export const logIn = async (credentials: Credentials): Promise<LoginOutcome> => {
  try {
    const response = await fetch('/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    })
    if (response.ok) return 'ok'
    return response.status === 401 || response.status === 400 ? 'refused' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}

/** A link on another site arrives without the cookie, so a browser that is logged in may still land on the log-in page. */
export const isLoggedIn = async (): Promise<boolean> => {
  const response = await fetch('/trpc/system.info').catch(() => null)
  return response?.ok ?? false
}

export const logOut = async (): Promise<void> => {
  await fetch('/logout', { method: 'POST' })
  window.location.assign('/login')
}
