'use client'

import { Button } from '@/components/ui/button.tsx'
import { useSettleToolCall } from './use-answers.ts'

/** A person says what nobody recorded: whether the call happened before the process died. */
export function InDoubtActions({ toolCallId, sessionId }: { toolCallId: string; sessionId: string }) {
  const settle = useSettleToolCall()
  const say = (happened: 'yes' | 'no' | 'fail') => settle.mutate({ toolCallId, sessionId, happened })
  return (
    <div className="flex flex-wrap gap-2">
      <Button busy={settle.isPending} onClick={() => say('yes')}>
        It happened
      </Button>
      <Button busy={settle.isPending} onClick={() => say('no')}>
        It did not: run it again
      </Button>
      <Button look="dangerPlain" busy={settle.isPending} onClick={() => say('fail')}>
        Fail the run
      </Button>
    </div>
  )
}
