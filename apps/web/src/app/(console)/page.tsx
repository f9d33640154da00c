import { Suspense } from 'react'
import { SessionsPage } from '@/features/sessions/sessions-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <SessionsPage />
    </Suspense>
  )
}
