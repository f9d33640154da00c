import { Suspense } from 'react'
import { LoginPage } from '@/features/shell/login-page.tsx'

export default function Page() {
  return (
    <Suspense>
      <LoginPage />
    </Suspense>
  )
}
