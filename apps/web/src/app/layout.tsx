import './globals.css'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { Providers } from '@/features/shell/providers.tsx'
import { keepEarlyPresses } from './keep-early-presses.ts'

export const metadata: Metadata = { description: 'The console of a Sojourn server', robots: { index: false } }

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f8f8f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0c0e' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <script dangerouslySetInnerHTML={{ __html: `(${keepEarlyPresses.toString()})()` }} />
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
