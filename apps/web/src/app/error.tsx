'use client'

/** Made of nothing that could itself be broken or would have to be loaded. */
export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main role="alert" className="mx-auto flex h-dvh max-w-sm flex-col items-center justify-center px-6 text-center">
      <h1 className="font-medium text-base">The console ran into an error of its own</h1>
      <p className="mt-1 text-muted-foreground">
        Your sessions are not affected; they live on the server. {error.message}
      </p>
      <button
        type="button"
        className="mt-4 h-7 rounded-md border border-border-strong bg-raised px-2.5 font-medium text-sm hover:bg-hover"
        onClick={reset}
      >
        Show the page again
      </button>
    </main>
  )
}
