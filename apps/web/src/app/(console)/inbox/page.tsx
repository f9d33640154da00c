import { Suspense } from 'react'
import { InboxPage } from '@/features/inbox/inbox-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <InboxPage />
    </Suspense>
  )
}
