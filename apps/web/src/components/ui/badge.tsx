import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'

const badge = cva('inline-flex h-5 max-w-full items-center gap-1 truncate rounded-md border px-1.5 text-xs', {
  variants: {
    tone: {
      neutral: 'bg-muted text-muted-foreground',
      outline: 'text-muted-foreground',
      accent: 'border-accent-line bg-accent-soft text-accent-text',
      warning: 'border-warning-line bg-warning-soft text-warning-text',
      danger: 'border-danger-line bg-danger-soft text-danger-text',
      success: 'border-success-line bg-success-soft text-success-text',
    },
  },
  defaultVariants: { tone: 'neutral' },
})

export type BadgeTone = NonNullable<VariantProps<typeof badge>['tone']>

export function Badge({ tone, className, ...props }: ComponentProps<'span'> & VariantProps<typeof badge>) {
  return <span className={badge({ tone, className })} {...props} />
}
