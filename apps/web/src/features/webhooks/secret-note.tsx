import { CopyButton } from '@/components/ui/copy-button.tsx'

/** The key of the signatures, which is shown this once. */
export function SecretNote({ secret }: { secret: string }) {
  return (
    <div role="status" className="rounded-md border border-success-line bg-success-soft px-3 py-2">
      <p className="font-medium text-success-text">Keep this key: it is not shown again.</p>
      <p className="mt-1 flex items-center gap-2">
        <code className="min-w-0 flex-1 overflow-x-auto whitespace-nowrap font-mono text-xs">{secret}</code>
        <CopyButton text={secret} label="Copy key" />
      </p>
      <p className="mt-1 text-muted-foreground text-xs">
        Receivers verify the signature with it, with any library of Standard Webhooks.
      </p>
    </div>
  )
}
