import type { PermissionOption, PermissionOutcome } from '@sojourn/contract/permission'
import { Ban, Check, Clock, RotateCw, X } from 'lucide-react'
import type { ReactNode } from 'react'

interface Resolved {
  outcome: PermissionOutcome
  option: PermissionOption | null
  by: string | null
  message: string | null
}

const looks: Record<PermissionOutcome, { icon: ReactNode; tone: string; words: (resolved: Resolved) => string }> = {
  allowed: {
    icon: <Check aria-hidden />,
    tone: 'text-success-text',
    words: ({ option, by }) => `Allowed${option === 'allow_always' ? ' always' : ''}${by ? ` by ${by}` : ''}`,
  },
  denied: { icon: <X aria-hidden />, tone: 'text-danger-text', words: ({ by }) => `Denied${by ? ` by ${by}` : ''}` },
  expired: { icon: <Clock aria-hidden />, tone: 'text-warning-text', words: () => 'Expired: nobody answered in time' },
  cancelled: { icon: <Ban aria-hidden />, tone: 'text-muted-foreground', words: () => 'Cancelled with the run' },
  superseded: {
    icon: <RotateCw aria-hidden />,
    tone: 'text-muted-foreground',
    words: () => 'Asked again by a later attempt',
  },
}

/** What became of a permission; each outcome looks and reads differently. */
export function OutcomeLine({ resolved, elsewhere = false }: { resolved: Resolved; elsewhere?: boolean }) {
  const { icon, tone, words } = looks[resolved.outcome]
  const byPerson = resolved.outcome === 'allowed' || resolved.outcome === 'denied'
  return (
    <p className={`flex items-start gap-1.5 text-xs ${tone} [&>svg]:mt-px [&>svg]:size-3.5 [&>svg]:shrink-0`}>
      {icon}
      <span>
        {elsewhere && byPerson && 'Decided elsewhere: '}
        {words(resolved)}
        {resolved.message && <span className="text-muted-foreground">: “{resolved.message}”</span>}
      </span>
    </p>
  )
}
