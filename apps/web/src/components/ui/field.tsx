import { type ComponentProps, type ReactNode, useId } from 'react'

export const control =
  'w-full rounded-md border border-border-strong/70 bg-background px-2.5 text-sm transition-colors placeholder:text-subtle-foreground hover:border-border-strong focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-danger'

export function Input({ className = '', ...props }: ComponentProps<'input'>) {
  return <input className={`${control} h-8 ${className}`} {...props} />
}

export function Textarea({ className = '', ...props }: ComponentProps<'textarea'>) {
  return <textarea className={`${control} field-sizing-content min-h-16 py-1.5 ${className}`} {...props} />
}

/** The platform's own select: keyboard and phones for free. */
export function Select({ className = '', ...props }: ComponentProps<'select'>) {
  return <select className={`${control} h-8 pr-6 ${className}`} {...props} />
}

export interface FieldControl {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: true
}

/** A label, its control, and below it a hint or what is wrong. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  label: string
  hint?: string | undefined
  error?: string | undefined
  optional?: boolean
  children: (control: FieldControl) => ReactNode
}) {
  const id = useId()
  const note = error ?? hint
  const noteId = `${id}-note`
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-xs">
        {label}
        {optional && <span className="ml-1 font-normal text-subtle-foreground">optional</span>}
      </label>
      {children({ id, ...(note ? { 'aria-describedby': noteId } : {}), ...(error ? { 'aria-invalid': true } : {}) })}
      {note && (
        <p id={noteId} className={`text-xs ${error ? 'text-danger-text' : 'text-muted-foreground'}`}>
          {note}
        </p>
      )}
    </div>
  )
}
