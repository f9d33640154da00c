import { Suspense } from 'react'
import { AgentsPage } from '@/features/agents/agents-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <AgentsPage />
    </Suspense>
  )
}
