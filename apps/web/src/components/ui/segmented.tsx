'use client'

import { type ReactNode, useId } from 'react'

/** One of a few values, all in view: radio buttons that look like one control. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
}: {
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode }[]
}) {
  const name = useId()
  return (
    <fieldset className="inline-flex shrink-0 rounded-lg border bg-muted p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative flex h-6 cursor-pointer items-center gap-1.5 rounded-md px-2.5 text-muted-foreground text-sm hover:text-foreground has-[:checked]:bg-raised has-[:checked]:text-foreground has-[:checked]:shadow-[0_0_0_1px_var(--border)] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring"
        >
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
