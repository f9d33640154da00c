import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RequestPermissionResponse, ToolCallContent, ToolCallUpdate } from '@agentclientprotocol/sdk/unstable'
import type { ToolStep } from './agent-script.ts'
import type { PlayedPrompt } from './played-prompt.ts'

/** What was executed, one title a line, in the working directory: nothing may stand there twice. */
export const executedFile = 'executed.log'

/** In an order and with ids that nobody can guess the meaning of. */
const options = [
  { optionId: 'o-1', name: 'No, never', kind: 'reject_always' },
  { optionId: 'o-2', name: 'Yes, always', kind: 'allow_always' },
  { optionId: 'o-3', name: 'No', kind: 'reject_once' },
  { optionId: 'o-4', name: 'Yes', kind: 'allow_once' },
] as const

const nameOfAnswer = ({ outcome }: RequestPermissionResponse): string =>
  outcome.outcome === 'selected'
    ? (options.find(({ optionId }) => optionId === outcome.optionId)?.kind ?? `unknown ${outcome.optionId}`)
    : outcome.outcome

const execute = async (step: ToolStep, cwd: string): Promise<ToolCallContent[]> => {
  await appendFile(join(cwd, executedFile), `${step.title}\n`)
  if (step.write) {
    const path = join(cwd, step.write.path)
    const oldText = await readFile(path, 'utf8').catch(() => null)
    await writeFile(path, step.write.content)
    return [{ type: 'diff', path, oldText, newText: step.write.content }]
  }
  const text = step.read
    ? await readFile(join(cwd, step.read), 'utf8')
    : step.list
      ? (await readdir(cwd)).join('\n')
      : ''
  return text === '' ? [] : [{ type: 'content', content: { type: 'text', text } }]
}

/** One tool call, in whichever odd order the script wants it. */
export const playTool = async (prompt: PlayedPrompt, step: ToolStep): Promise<void> => {
  const toolCallId = `call-${prompt.nextCall()}`
  const { title, kind, name } = step
  const known = { toolCallId, title, kind, ...(name === undefined ? {} : { name }) }
  const begin = () =>
    prompt.update({
      sessionUpdate: 'tool_call',
      ...known,
      status: 'pending',
      rawInput: step.lateInput ? {} : step.input,
    })
  const more = (update: Omit<ToolCallUpdate, 'toolCallId'>) =>
    prompt.update({ sessionUpdate: 'tool_call_update', toolCallId, ...update })
  if (!step.askFirst) await begin()
  if (step.ask || step.askFirst) {
    const toolCall = { ...known, rawInput: step.input }
    const answer = await prompt.client.request<RequestPermissionResponse>('session/request_permission', {
      sessionId: prompt.sessionId,
      toolCall,
      options: [...options],
    })
    const said = nameOfAnswer(answer)
    if (!said.startsWith('allow')) {
      await more({ status: 'failed' })
      prompt.refused(step)
      await prompt.say(`[${title}: ${said}]`)
      return
    }
  }
  if (step.askFirst) await begin()
  await more({ status: 'in_progress', ...(step.lateInput ? { rawInput: step.input } : {}) })
  for (const data of step.prints ?? []) await more({ _meta: { terminal_output: { terminal_id: 't', data } } })
  if (step.fails !== undefined) {
    await more({ status: 'failed', content: [{ type: 'content', content: { type: 'text', text: step.fails } }] })
    return
  }
  const content = await execute(step, prompt.cwd)
  await delay(step.ms)
  const locations = step.write ? [{ path: join(prompt.cwd, step.write.path), line: 1 }] : []
  const exit = step.prints ? { _meta: { terminal_exit: { exit_code: 0 } } } : {}
  await more({ content, locations, ...exit, ...(step.noEnd ? {} : { status: 'completed' }) })
}
