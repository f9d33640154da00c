import { Suspense } from 'react'
import { WebhooksPage } from '@/features/webhooks/webhooks-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <WebhooksPage />
    </Suspense>
  )
}
