import Link from 'next/link'

/** A session by its title. */
export function SessionLink({ sessionId, title }: { sessionId: string; title: string | null }) {
  return (
    <Link href={`/session?id=${encodeURIComponent(sessionId)}`} className="text-foreground hover:underline">
      {title ?? `Untitled …${sessionId.slice(-8)}`}
    </Link>
  )
}
