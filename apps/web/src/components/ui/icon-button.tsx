import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button.tsx'

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({
  label,
  keys,
  size = 'icon',
  look = 'ghost',
  children,
  ...props
}: ButtonProps & { label: string; keys?: string; children: ReactNode }) {
  return (
    <Button aria-label={label} data-tooltip={label} data-tooltip-keys={keys} look={look} size={size} {...props}>
      {children}
    </Button>
  )
}
