'use client'

import { Check, Copy, type LucideIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'

/** Copies `text`; the icon says for a moment that it did. */
export function CopyButton({
  text,
  label = 'Copy',
  icon: Icon = Copy,
}: {
  text: string | (() => string)
  label?: string
  icon?: LucideIcon
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
    setCopied(true)
  }
  return (
    <IconButton label={copied ? 'Copied' : label} size="iconSm" onClick={() => void copy()}>
      {copied ? <Check className="size-3.5" aria-hidden /> : <Icon className="size-3.5" aria-hidden />}
    </IconButton>
  )
}
