/** Logs in with the one-time code of a link's fragment, which browsers never send to a server or write to a referrer. */
export const loginScript = `const status = document.querySelector('[role=status]')
const next = new URLSearchParams(location.search).get('next') ?? '/'
const target = /^\\/(?![\\/\\\\])/.test(next) ? next : '/'

async function logIn(body) {
  status.textContent = 'Logging in…'
  const answer = await fetch('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)
  if (answer?.ok) return location.replace(target)
  const problem = await answer?.json().catch(() => null)
  status.textContent = problem?.detail ?? 'The server does not answer.'
}

document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault()
  logIn({ token: new FormData(event.target).get('token').trim() })
})

const code = new URLSearchParams(location.hash.slice(1)).get('code')
history.replaceState(null, '', location.pathname + location.search)
if (code) logIn({ code })
// A link on another site comes without the cookie: whoever has logged in before is let through from here.
else if ((await fetch('/api/v1/info').catch(() => null))?.ok) location.replace(target)
`

export const loginStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; }
main { width: min(24rem, calc(100vw - 3rem)); }
h1 { font-size: 1.5rem; margin: 0 0 0.5rem; }
label { display: block; font-weight: 600; margin-top: 1.5rem; }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: 0.6rem 0.75rem; margin-top: 0.5rem; border-radius: 0.5rem; border: 1px solid GrayText; }
button { border-color: transparent; background: CanvasText; color: Canvas; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 2px solid Highlight; outline-offset: 2px; }
p { margin: 0; }
[role=status] { min-height: 1.5em; margin-top: 1rem; }
code { font-size: 0.9em; }
`

export const loginPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in · Sojourn</title>
<link rel="stylesheet" href="/login/style.css">
<script type="module" src="/login/script.js"></script>
</head>
<body>
<main>
<h1>Log in to Sojourn</h1>
<p>Open the log-in link that the server printed when it started, or paste its token. The token is in the file
<code>token</code> of the data directory.</p>
<form method="post" action="/login">
<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>Log in</button>
</form>
<p role="status"></p>
</main>
</body>
</html>
`
