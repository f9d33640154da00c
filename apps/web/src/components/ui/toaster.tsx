'use client'

import { useTheme } from 'next-themes'
import { useEffect } from 'react'
import { type ExternalToast, Toaster as Sonner, toast } from 'sonner'
import { messageOf } from '@/wire/error-message.ts'
import { ErrorState } from './page-state.tsx'

export const show = (message: string, options: ExternalToast = {}): string | number => toast(message, options)

export const dismiss = (shown: string | number): void => void toast.dismiss(shown)

/** Here before it is needed: when the server is gone, nothing can be loaded to say so. */
export const showError = (error: unknown): void => {
  const { title, detail, advice } = messageOf(error)
  toast.error(title, { description: [detail, advice].filter(Boolean).join(' ') })
}

export function Toaster() {
  const { resolvedTheme } = useTheme()
  useEffect(() => void ErrorState.preload(), [])
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      offset={{ bottom: 16, right: 16 }}
      mobileOffset={{ bottom: 72 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'flex w-80 items-center gap-2 rounded-lg border bg-raised p-3 font-sans text-sm shadow-pop',
          title: 'font-medium',
          description: 'text-muted-foreground text-xs',
          icon: 'mt-0.5 shrink-0 self-start text-danger-text [&>svg]:size-4',
          content: 'min-w-0 flex-1',
          actionButton:
            'h-6 shrink-0 rounded-md border border-border-strong/70 bg-raised px-2 font-medium text-xs hover:bg-hover',
        },
      }}
    />
  )
}
