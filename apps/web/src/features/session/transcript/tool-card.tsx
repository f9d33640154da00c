'use client'

import type { PermissionView, ToolItem } from '@sojourn/contract/transcript'
import { Check, ChevronRight, CircleAlert, CircleHelp, Clock, ShieldQuestion, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Countdown, Elapsed } from '@/components/ui/time.tsx'
import { InDoubtActions } from '@/features/answers/in-doubt-actions.tsx'
import { OutcomeLine } from '@/features/answers/outcome-line.tsx'
import { type AnswerMode, PermissionActions } from '@/features/answers/permission-actions.tsx'
import { Reason } from '@/features/answers/reason.tsx'
import { isTerminal } from '@/features/tools/terminal-tool.ts'
import { ToolIcon } from '@/features/tools/tool-icon.tsx'
import { summariseInput } from '@/features/tools/tool-input.ts'
import { ToolInputView } from '@/features/tools/tool-input-view.tsx'
import { formatDuration } from '@/format/time.ts'
import { useSessionContext } from '../session-context.ts'
import { ToolOutput } from './tool-output.tsx'
import { useWholeCall } from './use-whole-call.ts'

type Phase = 'asks' | 'running' | 'waiting' | 'done' | 'failed' | 'refused' | 'in_doubt' | 'settled'

const phaseOf = (item: ToolItem): Phase => {
  if (item.status === 'in_doubt') return 'in_doubt'
  if (item.status === 'settled_by_hand') return 'settled'
  if (item.status === 'completed') return 'done'
  const outcome = item.permission?.outcome
  if (outcome === 'denied' || outcome === 'expired' || outcome === 'cancelled') return 'refused'
  if (item.status === 'failed') return 'failed'
  if (item.permission && !outcome) return 'asks'
  return item.status === 'started' ? 'running' : 'waiting'
}

const spinner = (
  <span
    className="size-3.5 shrink-0 animate-turn rounded-full border-[1.5px] border-border-strong border-t-accent"
    aria-hidden
  />
)

const phaseLooks: Record<Phase, { icon: ReactNode; word: string; tone: string }> = {
  asks: { icon: <ShieldQuestion aria-hidden />, word: 'Needs approval', tone: 'text-warning-text' },
  running: { icon: spinner, word: 'Running', tone: 'text-muted-foreground' },
  waiting: { icon: <Clock aria-hidden />, word: 'Not started', tone: 'text-muted-foreground' },
  done: { icon: <Check aria-hidden />, word: 'Done', tone: 'text-success-text' },
  failed: { icon: <CircleAlert aria-hidden />, word: 'Failed', tone: 'text-danger-text' },
  refused: { icon: <X aria-hidden />, word: 'Not run', tone: 'text-danger-text' },
  in_doubt: { icon: <CircleHelp aria-hidden />, word: 'In doubt', tone: 'text-warning-text' },
  settled: { icon: <Check aria-hidden />, word: 'Settled by hand', tone: 'text-muted-foreground' },
}

function Status({ item, phase }: { item: ToolItem; phase: Phase }) {
  const { icon, word, tone } = phaseLooks[phase]
  return (
    <span className={`flex shrink-0 items-center gap-1.5 text-xs [&>svg]:size-3.5 ${tone}`}>
      <span className="text-muted-foreground tabular-nums">
        {item.durationMs !== null && phase !== 'refused' && formatDuration(item.durationMs)}
        {phase === 'running' && <Elapsed since={Date.parse(item.ts)} />}
      </span>
      {icon}
      <span className={phase === 'asks' || phase === 'in_doubt' ? '' : 'sr-only'}>{word}</span>
    </span>
  )
}

function Ask({ item, permission }: { item: ToolItem; permission: PermissionView }) {
  const { agentId } = useSessionContext()
  const [mode, setMode] = useState<AnswerMode>('choose')
  return (
    <section
      aria-label="Permission"
      className="flex flex-col gap-2.5 border-warning-line border-t bg-warning-soft px-3 py-2.5"
    >
      <p className="text-xs">
        <Reason text={permission.reason} />
        {permission.expiresAt && (
          <span className="text-muted-foreground">
            {' · '}
            <Countdown until={permission.expiresAt} />
          </span>
        )}
      </p>
      <PermissionActions
        request={{ ...permission, toolId: item.toolId, operation: item.operation, toolInput: item.toolInput, agentId }}
        mode={mode}
        onMode={setMode}
      />
    </section>
  )
}

function InDoubt({ item }: { item: ToolItem }) {
  const { sessionId } = useSessionContext()
  return (
    <section
      aria-label="In doubt"
      className="flex flex-col gap-2.5 border-warning-line border-t bg-warning-soft px-3 py-2.5"
    >
      <p className="text-xs">The process died while this ran, and repeating it could do it twice. Did it happen?</p>
      <InDoubtActions toolCallId={item.toolCallId} sessionId={sessionId} />
    </section>
  )
}

const restWords = {
  reading: 'Reading the rest…',
  missing: 'The rest could not be read; what is shown is the beginning.',
  here: null,
} as const

function Body({ item, phase }: { item: ToolItem; phase: Phase }) {
  const { sessionId } = useSessionContext()
  const { toolInput, result, rest } = useWholeCall(sessionId, item)
  const shown = item.permission?.outcome ? item.permission : null
  return (
    <div className="flex flex-col gap-2 border-t px-3 py-2.5">
      <ToolInputView toolInput={toolInput} />
      {item.error && phase !== 'refused' && (
        <p className="rounded-md border border-danger-line bg-danger-soft px-2.5 py-1.5 text-danger-text text-xs [overflow-wrap:anywhere]">
          {item.error.message}
        </p>
      )}
      <ToolOutput output={item.output} result={result} running={phase === 'running'} />
      {restWords[rest] && (
        <p role="status" className="text-muted-foreground text-xs">
          {restWords[rest]}
        </p>
      )}
      {shown?.outcome && <OutcomeLine resolved={{ ...shown, outcome: shown.outcome }} />}
      {phase === 'settled' && (
        <p className="text-muted-foreground text-xs">
          {item.settledBy} said that it {item.happened === 'yes' ? 'happened' : 'did not happen'}.
        </p>
      )}
    </div>
  )
}

/** What is worth a second line although the card is closed: why it did not work. */
function ClosedNote({ item, phase }: { item: ToolItem; phase: Phase }) {
  const { permission } = item
  if (phase === 'refused' && permission?.outcome) {
    return (
      <div className="border-t px-3 py-1.5">
        <OutcomeLine resolved={{ ...permission, outcome: permission.outcome }} />
      </div>
    )
  }
  if (phase !== 'failed' || !item.error) return null
  return (
    <p className="truncate border-t px-3 py-1.5 text-danger-text text-xs" title={item.error.message}>
      {item.error.message}
    </p>
  )
}

/** One tool call: a line that says what and how it went; input and output when opened. */
export function ToolCard({ item }: { item: ToolItem }) {
  const phase = phaseOf(item)
  const needsYou = phase === 'asks' || phase === 'in_doubt'
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? (needsYou || isTerminal(item.toolId))
  return (
    <div className={`overflow-hidden rounded-lg border bg-raised ${needsYou ? 'border-warning-line' : ''}`}>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setChosen(!open)}
        className="flex min-h-9 w-full items-center gap-2 px-3 py-1.5 text-left hover:bg-muted"
      >
        <ToolIcon toolId={item.toolId} operation={item.operation} />
        <span className="shrink-0 font-mono text-xs">
          <span className="text-muted-foreground">{item.toolId}.</span>
          <span className="font-medium">{item.operation}</span>
        </span>
        <span className={`min-w-0 flex-1 truncate text-muted-foreground text-xs ${item.title ? '' : 'font-mono'}`}>
          {item.title ?? summariseInput(item.toolInput)}
        </span>
        <Status item={item} phase={phase} />
        <ChevronRight
          className={`size-3.5 shrink-0 text-subtle-foreground transition-transform ${open ? 'rotate-90' : ''}`}
          aria-hidden
        />
      </button>
      {open ? <Body item={item} phase={phase} /> : <ClosedNote item={item} phase={phase} />}
      {phase === 'asks' && item.permission && <Ask item={item} permission={item.permission} />}
      {phase === 'in_doubt' && <InDoubt item={item} />}
    </div>
  )
}
