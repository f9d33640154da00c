/** What a browser sees when the server runs and the console has not been built. */
export const missingConsolePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sojourn</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; }
main { width: min(32rem, calc(100vw - 3rem)); }
</style>
</head>
<body>
<main>
<h1>The console is not built</h1>
<p>The server runs: its API answers at <code>/api/v1</code> and <code>/trpc</code>. To see the console here, run
<code>pnpm --filter @sojourn/web build</code> and start the server again; <code>npm start</code> does both.</p>
</main>
</body>
</html>
`
