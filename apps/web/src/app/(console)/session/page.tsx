import { Suspense } from 'react'
import { SessionPage } from '@/features/session/session-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <SessionPage />
    </Suspense>
  )
}
