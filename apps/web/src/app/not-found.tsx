/** Plain elements: every page loads this one with itself. */
export default function NotFound() {
  return (
    <main className="mx-auto flex h-dvh max-w-sm flex-col items-center justify-center px-6 text-center">
      <title>Not found · Sojourn</title>
      <h1 className="font-medium text-base">There is no such page</h1>
      <p className="mt-1 text-muted-foreground">The address may be from an older version of the console.</p>
      <a
        href="/"
        className="mt-4 inline-flex h-7 items-center rounded-md border border-border-strong bg-raised px-2.5 font-medium text-sm hover:bg-hover"
      >
        All sessions
      </a>
    </main>
  )
}
