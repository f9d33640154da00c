import type { ComponentProps } from 'react'
import { type ButtonLook, buttonLook } from './button-look.ts'

export type ButtonProps = ComponentProps<'button'> & ButtonLook

export function Button({ look, size, className, ...props }: ButtonProps) {
  return <button type="button" className={buttonLook({ look, size, className })} {...props} />
}
