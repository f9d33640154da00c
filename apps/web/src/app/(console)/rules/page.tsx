import { Suspense } from 'react'
import { RulesPage } from '@/features/rules/rules-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <RulesPage />
    </Suspense>
  )
}
