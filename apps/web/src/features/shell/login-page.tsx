'use client'

import { useSearchParams } from 'next/navigation'
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Field, Input } from '@/components/ui/field.tsx'
import { type Credentials, isLoggedIn, type LoginOutcome, logIn } from '@/wire/login.ts'
import { BrandMark } from './brand.tsx'

const problems: Record<Exclude<LoginOutcome, 'ok'>, string> = {
  refused: 'That is not the token of this server.',
  unreachable: 'The server did not answer. Try again in a moment.',
}

const staleLink = 'This link was used before or is too old. The token always works.'

/** Only paths of this console: an address from outside must not decide where a log-in leads. */
const safePath = (path: string | null): string => (path && /^\/(?![/\\])/.test(path) ? path : '/')

/** The one-time code of a log-in link. It travels in the fragment, which browsers never send, and is taken out at once. */
const takeCode = (): string | null => {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code')
  if (code) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return code
}

export function LoginPage() {
  const next = safePath(useSearchParams().get('next'))
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const exchange = async (credentials: Credentials) => {
    setBusy(true)
    const outcome = await logIn(credentials)
    if (outcome === 'ok') return window.location.assign(next)
    setProblem('code' in credentials && outcome === 'refused' ? staleLink : problems[outcome])
    setBusy(false)
  }
  const followLink = useEffectEvent(() => {
    const code = takeCode()
    if (code) void exchange({ code })
    else void isLoggedIn().then((already) => already && window.location.replace(next))
  })
  useEffect(() => followLink(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void exchange({ token: token.trim() })
  }
  return (
    <main className="flex h-dvh items-center justify-center bg-sidebar p-4">
      <title>Log in · Sojourn</title>
      <div className="w-full max-w-[360px]">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <BrandMark className="size-10" />
          <div>
            <h1 className="font-semibold text-lg tracking-tight">Log in to Sojourn</h1>
            <p className="mt-0.5 text-muted-foreground">With the access token of this server.</p>
          </div>
        </div>
        <form onSubmit={submit} className="flex flex-col gap-4 rounded-xl border bg-raised p-5">
          <Field label="Token" error={problem} hint="It is in the file “token” of the server’s data directory.">
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                required
                autoFocus
                value={token}
                onChange={(event) => setToken(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" look="primary" size="lg" busy={busy} disabled={token.trim() === ''}>
            {busy ? 'Logging in…' : 'Log in'}
          </Button>
        </form>
        <p className="mt-4 text-center text-muted-foreground text-xs">
          The server prints a link at its start that logs you in without typing.
        </p>
      </div>
    </main>
  )
}
