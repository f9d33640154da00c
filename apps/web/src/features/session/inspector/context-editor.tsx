'use client'

import type { JsonObject } from '@sojourn/contract/json'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { JsonField } from '@/components/ui/field.tsx'
import { IconButton } from '@/components/ui/icon-button.tsx'
import { JsonView } from '@/components/ui/json-view.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { useFocusBack } from '@/keyboard/focus.ts'
import { getClient } from '@/wire/client.ts'
import type { SessionDetail } from '@/wire/queries.ts'
import { keys } from '@/wire/query-keys.ts'
import { InspectorSection } from './inspector-section.tsx'

const parseObject = (text: string): JsonObject | string => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
    return 'The context is a JSON object'
  } catch (error) {
    return error instanceof Error ? error.message : 'This is not JSON'
  }
}

function Editor({ session, onDone }: { session: SessionDetail; onDone: () => void }) {
  const queries = useQueryClient()
  const [text, setText] = useState(() => JSON.stringify(session.context, null, 2))
  const [version] = useState(session.version)
  const parsed = parseObject(text)
  const save = useMutation({
    mutationFn: (context: JsonObject) =>
      getClient().sessions.update.mutate({ sessionId: session.id, context, ifVersion: version }),
    onSuccess: onDone,
    onError: sayError,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessionDetail(session.id) }),
  })
  return (
    <div className="flex flex-col gap-2">
      <JsonField
        label="Context"
        error={typeof parsed === 'string' ? parsed : undefined}
        hint="Replaces the whole object, unless somebody else changed the session meanwhile."
        autoFocus
        value={text}
        onChange={setText}
      />
      <div className="flex gap-2">
        <Button
          size="sm"
          look="primary"
          busy={save.isPending}
          disabled={typeof parsed === 'string'}
          onClick={() => typeof parsed !== 'string' && save.mutate(parsed)}
        >
          Save
        </Button>
        <Button size="sm" onClick={onDone}>
          Back
        </Button>
      </div>
    </div>
  )
}

export function ContextEditor({ session }: { session: SessionDetail }) {
  const [editing, setEditing] = useState(false)
  const opener = useFocusBack(editing)
  const isEmpty = Object.keys(session.context).length === 0
  return (
    <InspectorSection
      title="Context"
      action={
        <IconButton
          ref={opener}
          label="Edit the context"
          size="iconSm"
          onClick={() => setEditing(true)}
          disabled={editing}
        >
          <Pencil className="size-3.5" aria-hidden />
        </IconButton>
      }
    >
      {editing && <Editor session={session} onDone={() => setEditing(false)} />}
      {!editing && isEmpty && <p className="text-muted-foreground">Empty.</p>}
      {!editing && !isEmpty && <JsonView data={session.context} label="Context" />}
    </InspectorSection>
  )
}
