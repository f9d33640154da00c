'use client'

import { Button } from '@/components/ui/button.tsx'

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main role="alert" className="mx-auto flex h-dvh max-w-sm flex-col items-center justify-center px-6 text-center">
      <h1 className="font-medium text-base">The console ran into an error of its own</h1>
      <p className="mt-1 text-muted-foreground">
        Your sessions are not affected; they live on the server. {error.message}
      </p>
      <Button className="mt-4" onClick={reset}>
        Show the page again
      </Button>
    </main>
  )
}
