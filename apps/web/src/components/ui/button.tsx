import type { ComponentProps, MouseEvent } from 'react'
import { type ButtonLook, buttonLook } from './button-look.ts'

export type ButtonProps = ComponentProps<'button'> &
  ButtonLook & {
    /** What it started is not over: it does nothing, but keeps the focus, which a disabled button loses. */
    busy?: boolean
  }

const nothing = (event: MouseEvent): void => event.preventDefault()

export function Button({ look, size, className, busy = false, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      className={buttonLook({ look, size, className })}
      aria-disabled={busy || undefined}
      onClick={busy ? nothing : onClick}
      {...props}
    />
  )
}
