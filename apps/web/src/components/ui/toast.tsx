'use client'

import dynamic from 'next/dynamic'

/** Where short messages appear. Loaded with the first idle moment, so it costs the first paint nothing. */
export const Toaster = dynamic(() => import('./toaster.tsx').then((module) => module.Toaster), { ssr: false })

/** Says that something was done. */
export const say = async (message: string, description?: string): Promise<void> => {
  const { toast } = await import('sonner')
  toast(message, description ? { description } : {})
}

/** Says what the server refused and what to do about it. */
export const sayError = async (error: unknown): Promise<void> => {
  const [{ toast }, { messageOf }] = await Promise.all([import('sonner'), import('@/wire/error-message.ts')])
  const { title, detail, advice } = messageOf(error)
  toast.error(title, { description: [detail, advice].filter(Boolean).join(' ') })
}
