import { Compass } from 'lucide-react'
import Link from 'next/link'
import { buttonLook } from '@/components/ui/button-look.ts'
import { EmptyState } from '@/components/ui/page-state.tsx'

export default function NotFound() {
  return (
    <main className="flex h-dvh items-center">
      <title>Not found · Sojourn</title>
      <EmptyState
        icon={<Compass aria-hidden />}
        title="There is no such page"
        action={
          <Link href="/" className={buttonLook()}>
            All sessions
          </Link>
        }
      >
        The address may be from an older version of the console.
      </EmptyState>
    </main>
  )
}
