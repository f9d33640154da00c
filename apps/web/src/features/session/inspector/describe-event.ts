import type { EventType, SessionEvent } from '@sojourn/contract/event'
import { summariseInput } from '@/features/tools/tool-input.ts'
import { formatCost, formatShort } from '@/format/number.ts'
import { inputTextOf } from '@/wire/input-text.ts'

type Describe = { [Type in EventType]?: (data: Extract<SessionEvent, { type: Type }>['data']) => string }

const describers: Describe = {
  'session.state_changed': (data) => `${data.from} → ${data.to}`,
  'session.status_changed': (data) => `${data.from} → ${data.to}`,
  'session.updated': (data) => data.changes.join(', '),
  'session.tagged': (data) => data.tag,
  'session.forked': (data) => `at ${data.atSeq}`,
  'run.queued': (data) => inputTextOf(data.input),
  'run.started': (data) => `${data.runner}, attempt ${data.attempt}`,
  'run.requeued': (data) => data.reason,
  'run.completed': (data) => data.doneReason,
  'run.failed': (data) => data.error.message,
  'run.cancelled': (data) => data.by,
  'block.started': (data) => data.kind,
  'block.delta': (data) => data.delta,
  'block.completed': (data) => ('text' in data.block ? data.block.text : data.block.kind),
  'plan.updated': (data) => `${data.steps.length} steps`,
  'tool.called': (data) => `${data.toolId}.${data.operation} ${summariseInput(data.toolInput)}`,
  'tool.completed': (data) => data.summary,
  'tool.failed': (data) => data.error.message,
  'permission.requested': (data) => `${data.toolId}.${data.operation}`,
  'permission.resolved': (data) => `${data.outcome} by ${data.by}`,
  'question.asked': (data) => data.prompt,
  'question.answered': (data) => data.outcome,
  'checkpoint.saved': (data) => data.label ?? data.checkpointId,
  'step.completed': (data) => data.key,
  'usage.recorded': (data) =>
    `${formatShort((data.inputTokens ?? 0) + (data.outputTokens ?? 0))} tokens ${formatCost(data.costUsd ?? 0)}${data.purpose === 'summary' ? ' for a summary' : ''}`,
  log: (data) => data.message,
  error: (data) => data.message,
}

const maxLength = 160

/** An event in a few words; nothing for what its type says already. */
export const describeEvent = (event: SessionEvent): string => {
  const describe = describers[event.type] as ((data: SessionEvent['data']) => string) | undefined
  return (describe?.(event.data) ?? '').slice(0, maxLength).replaceAll(/\s+/g, ' ')
}
