'use client'

import type { AgentOptions } from '@sojourn/contract/agent-options'
import type { RunInput, SubmitStrategy } from '@sojourn/contract/run'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { sayError } from '@/components/ui/toast.tsx'
import { getClient } from '@/wire/client.ts'
import { keys } from '@/wire/query-keys.ts'
import { uploadFile } from '@/wire/upload-file.ts'
import { AgentChoices } from './agent-choices.tsx'
import { AttachButton, AttachmentList, acceptFiles } from './attachments.tsx'
import { LaterMenu } from './later-menu.tsx'
import { matchingCommands, type SlashCommand } from './slash-commands.ts'
import { SlashMenu } from './slash-menu.tsx'
import { useDraft } from './use-draft.ts'

interface Message {
  text: string
  files: readonly File[]
  strategy: SubmitStrategy
  /** Not before this time; null = as soon as it is its turn. */
  runAt: string | null
}

/** The input, whose files the session has first: they need not travel with the call, nor be repeated with it. */
const inputOf = async (sessionId: string, { text, files }: Message): Promise<RunInput> => {
  if (files.length === 0) return { text }
  const uploaded = await Promise.all(files.map((file) => uploadFile(sessionId, file)))
  const blocks = uploaded.map((file) => ({ type: 'file' as const, ...file }))
  return { blocks: text.trim() ? [{ type: 'text', text }, ...blocks] : blocks }
}

const useSubmit = (sessionId: string, onSent: (message: Message) => void) => {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (message: Message) => {
      const { strategy, runAt } = message
      const input = await inputOf(sessionId, message)
      return getClient().runs.submit.mutate({ sessionId, input, strategy, ...(runAt === null ? {} : { runAt }) })
    },
    onSuccess: (_, message) => onSent(message),
    onError: sayError,
    onSettled: () => {
      // Not waited for: the next message need not wait until the queue was read again.
      void queries.invalidateQueries({ queryKey: keys.queue(sessionId) })
    },
  })
}

function SendButtons({
  running,
  disabled,
  onSend,
}: {
  running: boolean
  disabled: boolean
  onSend: (strategy: SubmitStrategy) => void
}) {
  if (!running) {
    return (
      <Button look="primary" disabled={disabled} onClick={() => onSend('enqueue')} aria-label="Send">
        Send
        <ArrowUp className="size-3.5" aria-hidden />
      </Button>
    )
  }
  return (
    <>
      <Button disabled={disabled} onClick={() => onSend('interrupt')} title="Cancel the executing run and do this next">
        Interrupt
      </Button>
      <Button look="primary" disabled={disabled} onClick={() => onSend('enqueue')} title="Do this after what is queued">
        Queue
      </Button>
    </>
  )
}

/** The choice among slash commands while what is written may become one. */
const useSlashMenu = (text: string, offered: AgentOptions | null, setText: (text: string) => void) => {
  const [selected, setSelected] = useState(0)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const commands = dismissed === text ? [] : matchingCommands(text, offered)
  const at = Math.min(selected, Math.max(0, commands.length - 1))
  /** One that wants something written after it gets room for that. */
  const choose = ({ command, hint }: SlashCommand) => setText(hint === null ? command : `${command} `)
  /** True when the key was for the menu. */
  const onKey = (event: KeyboardEvent): boolean => {
    const command = commands[at]
    if (!command) return false
    if (event.key === 'ArrowDown') setSelected((at + 1) % commands.length)
    else if (event.key === 'ArrowUp') setSelected((at + commands.length - 1) % commands.length)
    else if (event.key === 'Tab' || event.key === 'Enter') choose(command)
    else if (event.key === 'Escape') setDismissed(text)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { commands, at, choose, onKey }
}

const placeholderOf = (running: boolean): string =>
  running ? 'Queue the next message, or interrupt…' : 'Message the agent, or / for commands'

/** Where people write to the agent. Enter sends (queues while a run executes), Shift Enter breaks the line. */
export function Composer({
  sessionId,
  offered,
  running,
  inputRef,
  onSent,
}: {
  sessionId: string
  /** What the agent lets people choose, once it has said so. */
  offered: AgentOptions | null
  running: boolean
  inputRef: RefObject<HTMLTextAreaElement | null>
  onSent: () => void
}) {
  const [text, setText] = useDraft(sessionId)
  const [files, setFiles] = useState<readonly File[]>([])
  const listId = useId()
  const menu = useSlashMenu(text, offered, setText)
  const submit = useSubmit(sessionId, (sent) => {
    // What was written meanwhile stays.
    setText(text.startsWith(sent.text) ? text.slice(sent.text.length).trimStart() : text)
    setFiles((current) => current.filter((file) => !sent.files.includes(file)))
    onSent()
  })
  const empty = text.trim() === '' && files.length === 0
  const send = (strategy: SubmitStrategy, runAt: string | null = null) => {
    if (!empty && !submit.isPending) submit.mutate({ text, files, strategy, runAt })
  }
  const addFiles = (added: readonly File[]) => setFiles((current) => [...current, ...added])
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (menu.onKey(event) || event.nativeEvent.isComposing) return
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    send('enqueue')
  }
  return (
    <div className="relative rounded-xl border border-border-strong bg-raised transition-colors focus-within:border-ring">
      {menu.commands.length > 0 && (
        <SlashMenu id={listId} commands={menu.commands} selected={menu.at} onChoose={menu.choose} />
      )}
      <AttachmentList
        files={files}
        onRemove={(file) => setFiles((current) => current.filter((other) => other !== file))}
      />
      <textarea
        ref={inputRef}
        aria-label="Message"
        aria-controls={menu.commands.length > 0 ? listId : undefined}
        aria-activedescendant={menu.commands.length > 0 ? `${listId}-${menu.at}` : undefined}
        rows={1}
        placeholder={placeholderOf(running)}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => addFiles(acceptFiles(event.clipboardData.files))}
        className="field-sizing-content block max-h-[40vh] min-h-11 w-full resize-none bg-transparent px-3.5 pt-2.5 text-base outline-none"
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        <AttachButton onFiles={addFiles} />
        {offered && <AgentChoices sessionId={sessionId} offered={offered} />}
        <span className="flex-1" />
        <LaterMenu disabled={empty || submit.isPending} onSend={(runAt) => send('enqueue', runAt)} />
        <SendButtons running={running} disabled={empty || submit.isPending} onSend={send} />
      </div>
    </div>
  )
}
