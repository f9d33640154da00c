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

type FieldProps = Pick<Parameters<typeof Field>[0], 'label' | 'hint' | 'error' | 'optional'>

/** A field of one line; what else is given goes to its input. */
export function TextField({
  label,
  hint,
  error,
  optional = false,
  onChange,
  ...input
}: FieldProps &
  Omit<ComponentProps<'input'>, 'onChange' | 'value'> & { value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => <Input {...control} {...input} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  )
}

/** A field for JSON. */
export function JsonField({
  label,
  hint,
  error,
  optional = false,
  onChange,
  ...textarea
}: FieldProps &
  Omit<ComponentProps<'textarea'>, 'onChange' | 'value'> & { value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => (
        <Textarea
          {...control}
          spellCheck={false}
          className="max-h-72 font-mono text-xs leading-5"
          {...textarea}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
