'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { type ReactNode, useState } from 'react'
import { later } from '@/components/ui/later.tsx'
import { Toaster } from '@/components/ui/toast.tsx'
import { createQueryClient } from '@/wire/query-client.ts'
import { useEarlyPresses } from './replay-early-presses.ts'

const TooltipLayer = later(() => import('@/components/ui/tooltip-layer.tsx').then((module) => module.TooltipLayer), {
  missing: 'nothing',
})

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueryClient)
  useEarlyPresses()
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem>
      <QueryClientProvider client={queries}>
        {children}
        <TooltipLayer />
        <Toaster />
      </QueryClientProvider>
    </ThemeProvider>
  )
}
