'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { ThemeProvider } from 'next-themes'
import { type ReactNode, useState } from 'react'
import { Toaster } from '@/components/ui/toast.tsx'
import { createQueryClient } from '@/wire/query-client.ts'

const TooltipLayer = dynamic(() => import('@/components/ui/tooltip-layer.tsx').then((module) => module.TooltipLayer), {
  ssr: false,
})

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(createQueryClient)
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
