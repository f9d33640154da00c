import { messageOf } from '@/wire/error-message.ts'

/** Why what a form asked for was refused, and what to do. */
export function FormError({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null
  const { detail, advice } = messageOf(error)
  return (
    <p role="alert" className="text-danger-text text-xs">
      {detail} {advice}
    </p>
  )
}
