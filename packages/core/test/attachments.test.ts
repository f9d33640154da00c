import type { StoredAttachment } from '@sojourn/contract/attachment'
import type { InputBlock } from '@sojourn/contract/run'
import { describe, expect, it } from 'vitest'
import { exportLines } from '../src/runtime/export-session.ts'
import { contentOf } from '../src/session/keep-content.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import { ScriptedTurns } from '../src/testing/scripted-turns.ts'
import { StoreLink } from '../src/testing/store-link.ts'
import { startTestRuntime, type TestRuntime, tester } from '../src/testing/test-runtime.ts'

const bytes = Buffer.from('the content of a file')
const data = bytes.toString('base64')
const picture = { name: 'a.png', mimeType: 'image/png' }
const stored: StoredAttachment = { id: contentOf(bytes).id, ...picture, size: bytes.length }
const inline: InputBlock = { type: 'file', ...picture, data }
const named: InputBlock = { type: 'file', ...stored }
const withFile = (block: InputBlock, text = 'look') => ({ blocks: [{ type: 'text' as const, text }, block] })

/** Reads every file that comes along, says what is in it, and shows one of its own. */
const reading = () => {
  const read: string[] = []
  const runner = new ScriptedTurns().on('look', async (turn) => {
    const { items } = await turn.transcript()
    const said = items.flatMap((item) => (item.type === 'block' ? item.attachments : []))
    const given = 'blocks' in turn.input ? turn.input.blocks.filter((block) => block.type === 'file') : []
    for (const file of [...given, ...said]) read.push(Buffer.from(await turn.attachment(file)).toString())
    const block = await turn.startBlock({ kind: 'assistant_text' })
    await block.complete('Seen.', [{ mimeType: 'text/plain', data: Buffer.from('shown').toString('base64') }])
  })
  return { runner, read }
}

const exported = async ({ runtime }: TestRuntime, sessionId: string): Promise<string> => {
  let text = ''
  for await (const page of runtime.sessions.export(tester, { sessionId })) text += exportLines(page)
  return text
}
const linesOf = (text: string): string[] => text.trimEnd().split('\n')

const readText = async ({ runtime }: TestRuntime, sessionId: string, attachmentId = stored.id) =>
  Buffer.from(await runtime.attachments.read(tester, { sessionId, attachmentId })).toString()

const notFound = { code: 'ATTACHMENT_NOT_FOUND' }

describe('attachments', () => {
  it('[AT1] [AT2] a file that comes along is stored once, and the log, the run and the transcript name it', async () => {
    const { runner, read } = reading()
    const test = await startTestRuntime({ runner })
    const { id } = await test.runtime.sessions.create(tester, {})
    const run = await test.runtime.runs.execute(tester, { sessionId: id, input: withFile(inline) })
    expect(run.input).toEqual(withFile(named))
    const events = await test.eventsOf(id)
    expect(JSON.stringify(events)).not.toContain(data)
    expect(events.find(({ type }) => type === 'run.queued')).toMatchObject({ data: { input: withFile(named) } })
    const blocks = events.flatMap((event) => (event.type === 'block.completed' ? [event.data.block] : []))
    expect(blocks).toMatchObject([
      { kind: 'user_message', text: 'look', attachments: [stored] },
      { kind: 'assistant_text', text: 'Seen.', attachments: [{ mimeType: 'text/plain', size: 5 }] },
    ])
    expect(await readText(test, id)).toBe(bytes.toString())
    expect(await readText(test, id, contentOf(Buffer.from('shown')).id)).toBe('shown')
    expect(read).toEqual([bytes.toString(), bytes.toString()])
  })

  it('[AT2] [AT3] an input may name what was uploaded; its size is that of the content', async () => {
    const { runner, read } = reading()
    const test = await startTestRuntime({ runner })
    const { id } = await test.runtime.sessions.create(tester, {})
    const before = await test.eventsOf(id)
    expect(await test.runtime.attachments.upload(tester, { sessionId: id, ...picture, data: bytes })).toEqual(stored)
    expect(await test.eventsOf(id)).toEqual(before)
    const input = withFile({ type: 'file', ...stored, size: 1 })
    const run = await test.runtime.runs.execute(tester, { sessionId: id, input })
    expect(run.input).toEqual(withFile(named))
    expect(read[0]).toBe(bytes.toString())
  })

  it('[AT2] what the session does not have is refused, and nothing has happened', async () => {
    const test = await startTestRuntime(reading())
    const [one, other] = await Promise.all([1, 2].map(() => test.runtime.sessions.create(tester, {})))
    const [id, otherId] = [one?.id ?? '', other?.id ?? '']
    await test.runtime.attachments.upload(tester, { sessionId: otherId, ...picture, data })
    const before = await test.eventsOf(id)
    const submit = (input: { blocks: InputBlock[] }) => test.runtime.runs.submit(tester, { sessionId: id, input })
    await expect(submit(withFile(named))).rejects.toMatchObject({ ...notFound, meta: { attachmentId: stored.id } })
    await expect(readText(test, id)).rejects.toMatchObject(notFound)
    await expect(readText(test, 'unknown')).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    const upload = test.runtime.attachments.upload(tester, { sessionId: 'unknown', ...picture, data })
    await expect(upload).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    const stranger = { ...tester, projectId: 'other' }
    const foreign = test.runtime.attachments.read(stranger, { sessionId: otherId, attachmentId: stored.id })
    await expect(foreign).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' })
    expect(await test.eventsOf(id)).toEqual(before)
    // An input may name again what it has brought itself.
    await expect(submit({ blocks: [inline, named] })).resolves.toMatchObject({ position: 1 })
  })

  it('[AT2] [R9] an edit takes files like an input; one to what is so changes nothing', async () => {
    const test = await startTestRuntime(reading())
    const { id } = await test.runtime.sessions.create(tester, {})
    await test.runtime.sessions.pause(tester, { sessionId: id })
    const { runId } = await test.runtime.runs.submit(tester, { sessionId: id, input: { text: 'look' } })
    const edit = (version: number, block: InputBlock) =>
      test.runtime.runs.edit(tester, { runId: runId ?? '', version, input: withFile(block) })
    await expect(edit(1, named)).rejects.toMatchObject(notFound)
    const edited = await edit(1, inline)
    expect(edited).toMatchObject({ version: 2, input: withFile(named) })
    expect(await edit(2, inline)).toMatchObject({ version: 2, seq: edited.seq })
    expect(await edit(2, named)).toMatchObject({ version: 2, seq: edited.seq })
    expect(await readText(test, id)).toBe(bytes.toString())
  })

  it('[AT1] a command that is refused stores nothing', async () => {
    const test = await startTestRuntime(reading())
    const { id } = await test.runtime.sessions.create(tester, {})
    await test.runtime.sessions.complete(tester, { sessionId: id })
    const submit = test.runtime.runs.submit(tester, { sessionId: id, input: withFile(inline) })
    await expect(submit).rejects.toMatchObject({ code: 'SESSION_COMPLETED' })
    await expect(readText(test, id)).rejects.toMatchObject(notFound)
    expect(await test.store.listAttachments({ projectId: 'default', sessionId: id })).toEqual([])
  })

  it('[AT1] an append whose answer got lost has stored event and content, and one that failed neither', async () => {
    const { runner } = reading()
    const link = new StoreLink(new MemoryStore())
    const test = await startTestRuntime({ runner, store: link.store })
    const { id } = await test.runtime.sessions.create(tester, {})
    await test.runtime.sessions.pause(tester, { sessionId: id })
    const submit = () => test.runtime.runs.submit(tester, { sessionId: id, input: withFile(inline) })
    const unavailable = { code: 'STORE_UNAVAILABLE' }
    link.fail('append')
    await expect(submit()).rejects.toMatchObject(unavailable)
    await expect(readText(test, id)).rejects.toMatchObject(notFound)
    link.loseAnswerOfAppend()
    await expect(submit()).rejects.toMatchObject(unavailable)
    expect(await readText(test, id)).toBe(bytes.toString())
    expect(await test.typesOf(id)).toContain('run.queued')
  })

  it('[AT2] work without files asks the store nothing about any', async () => {
    const link = new StoreLink(new MemoryStore())
    const runner = new ScriptedTurns().on('talk', async (turn) => {
      await turn.transcript()
      await turn.say('Said.')
    })
    const { runtime } = await startTestRuntime({ runner, store: link.store })
    const { id } = await runtime.sessions.create(tester, {})
    const run = await runtime.runs.execute(tester, {
      sessionId: id,
      input: { blocks: [{ type: 'text', text: 'talk' }] },
    })
    expect(run.status).toBe('completed')
    await runtime.sessions.fork(tester, { sessionId: id })
    const asked = [link.calls('listAttachments'), link.calls('readAttachment'), link.calls('putAttachment')]
    expect(asked).toEqual([0, 0, 0])
  })

  it('[AT1] [F1] a fork shares what its past names, and keeps it when the source goes', async () => {
    const { runner, read } = reading()
    const test = await startTestRuntime({ runner })
    const { id } = await test.runtime.sessions.create(tester, {})
    await test.runtime.runs.execute(tester, { sessionId: id, input: withFile(inline) })
    const { id: child } = await test.runtime.sessions.fork(tester, { sessionId: id })
    const { id: grandchild } = await test.runtime.sessions.fork(tester, { sessionId: child })
    const links = (sessionId: string) => test.store.listAttachments({ projectId: 'default', sessionId })
    expect(await links(grandchild)).toEqual(await links(id))
    await test.runtime.sessions.delete(tester, { sessionId: id })
    await test.runtime.sessions.delete(tester, { sessionId: child })
    expect(await readText(test, grandchild)).toBe(bytes.toString())
    read.length = 0
    await test.runtime.runs.execute(tester, { sessionId: grandchild, input: { text: 'look' } })
    expect(read).toEqual([bytes.toString(), 'shown'])
    // From before the file: then there is nothing to share.
    const { id: early } = await test.runtime.sessions.fork(tester, { sessionId: grandchild, atSeq: 1 })
    expect(await links(early)).toEqual([])
  })

  it('[AT4] [E10] an export has every content once, imports elsewhere, and is the same again', async () => {
    const source = await startTestRuntime(reading())
    const { id } = await source.runtime.sessions.create(tester, {})
    for (let run = 0; run < 2; run += 1) {
      await source.runtime.runs.execute(tester, {
        sessionId: id,
        input: { blocks: [inline, ...withFile(inline).blocks] },
      })
    }
    const text = await exported(source, id)
    expect(text.split(data)).toHaveLength(2)
    const target = await startTestRuntime(reading())
    const imported = await target.runtime.sessions.import(tester, { lines: linesOf(text) })
    expect(await readText(target, imported.id)).toBe(bytes.toString())
    expect(await exported(target, id)).toBe(text)
    expect(await target.eventsOf(id)).toEqual(await source.eventsOf(id))
    const digest = (test: TestRuntime) => test.runtime.sessions.digest(tester, { sessionId: id })
    expect(await digest(target)).toEqual(await digest(source))
    await target.runtime.sessions.import(tester, { id: 'copy', lines: linesOf(text) })
    await target.runtime.sessions.delete(tester, { sessionId: id })
    expect(await readText(target, 'copy')).toBe(bytes.toString())
  })

  it('[AT4] an import without a content, or with another, is refused with its line', async () => {
    const source = await startTestRuntime(reading())
    const { id } = await source.runtime.sessions.create(tester, {})
    await source.runtime.runs.execute(tester, { sessionId: id, input: withFile(inline) })
    const text = await exported(source, id)
    const target = await startTestRuntime(reading())
    const other = Buffer.from('the content of another').toString('base64')
    for (const broken of [text.replace(`,"data":"${data}"`, ''), text.replace(data, other)]) {
      expect(broken).not.toBe(text)
      const importing = target.runtime.sessions.import(tester, { lines: linesOf(broken) })
      await expect(importing).rejects.toMatchObject({ code: 'IMPORT_INVALID', meta: { line: 2 } })
    }
    await expect(target.runtime.sessions.get(tester, { sessionId: id })).rejects.toThrow()
  })

  it('[AT5] logs of earlier versions, which hold contents themselves, are read and moved as they are', async () => {
    const { runner, read } = reading()
    const source = await startTestRuntime({ runner })
    const { id } = await source.runtime.sessions.create(tester, {})
    await source.runtime.runs.execute(tester, { sessionId: id, input: withFile(inline) })
    const earlier = (await source.eventsOf(id)).map((event) =>
      JSON.stringify(event, (_, value) =>
        value?.id === stored.id ? { ...value, id: undefined, size: undefined, data } : value,
      ),
    )
    const lines = earlier.filter((line) => !line.includes('Seen.') || line.includes('run.completed'))
    const renumbered = lines.map((line, at) => JSON.stringify({ ...JSON.parse(line), seq: at + 1 }))
    const imported = await source.runtime.sessions.import(tester, { id: 'earlier', lines: renumbered })
    expect(await source.store.listAttachments({ projectId: 'default', sessionId: imported.id })).toEqual([])
    read.length = 0
    await source.runtime.runs.execute(tester, { sessionId: imported.id, input: { text: 'look' } })
    expect(read[0]).toBe(bytes.toString())
    expect(await exported(source, imported.id)).toContain(data)
  })
})
