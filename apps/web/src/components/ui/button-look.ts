import { cva, type VariantProps } from 'class-variance-authority'

/** The look of a button, also for links that lead somewhere: `className={buttonLook({ look: 'primary' })}`. */
export const buttonLook = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50',
  {
    variants: {
      look: {
        primary: 'border-transparent bg-accent text-accent-foreground hover:bg-accent-hover',
        plain: 'border-border-strong/70 bg-raised text-foreground hover:bg-hover',
        ghost: 'border-transparent text-muted-foreground hover:bg-hover hover:text-foreground aria-expanded:bg-hover',
        danger: 'border-transparent bg-danger text-accent-foreground hover:bg-danger-hover',
        dangerPlain: 'border-border-strong/70 bg-raised text-danger-text hover:border-danger-line hover:bg-danger-soft',
      },
      size: {
        sm: 'h-6 px-2 text-xs',
        md: 'h-7 px-2.5 text-sm',
        lg: 'h-9 px-4 text-sm',
        icon: 'size-7',
        iconSm: 'size-6',
      },
    },
    defaultVariants: { look: 'plain', size: 'md' },
  },
)

export type ButtonLook = VariantProps<typeof buttonLook>
