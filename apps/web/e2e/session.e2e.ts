import { connection, expect, said, script, test, writeFile } from './fixtures.ts'

const slow = (text: string) => ({ text, chunks: 40, delayMs: 50 })
const hundred = Array.from({ length: 100 }, (_, at) => `word${at + 1}`).join(' ')

test('[W1] text streams, and a reload in the middle goes on without a gap or a duplicate', async ({
  page,
  openSession,
}) => {
  await openSession(script(slow(hundred)))
  await expect(said(page)).toContainText('word5 ')
  await page.reload()
  await expect(said(page)).toHaveText([hundred])
})

test('[W2] the connection says how far it is', async ({ page, openSession }) => {
  const session = await openSession(script({ text: 'Hello.' }))
  await expect(connection(page)).toContainText('Live · seq')
  const { lastSeq } = await session.get()
  await expect(connection(page)).toContainText(`seq ${lastSeq}`)
})

test('[W3] two tabs stay in step: what one decides, the other shows', async ({ page, context, openSession }) => {
  await openSession(script(writeFile('A.md'), { text: 'Written.' }))
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('button', { name: 'Allow once' })).toBeVisible()
  await page.getByRole('button', { name: 'Allow once' }).click()
  await expect(other.getByText('Written.', { exact: true })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Allow once' })).toBeHidden()
  await other.getByRole('button', { name: /fs\.write/ }).click()
  await expect(other.getByText('Allowed by console')).toBeVisible()
})

test('[W6] while a run executes input is queued; queued input is edited, moved and cancelled', async ({
  page,
  openSession,
}) => {
  const session = await openSession(script({ sleep: 60_000 }))
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  await expect(page.getByRole('button', { name: 'Queue' })).toBeVisible()
  for (const text of ['first in line', 'second in line', 'third in line']) {
    await composer.fill(text)
    await composer.press('Enter')
    await expect(composer).toHaveValue('')
  }
  const queue = page.getByRole('region', { name: 'Queue' }).getByRole('listitem')
  await expect(queue).toHaveText([/first in line/, /second in line/, /third in line/])
  await queue.nth(2).getByRole('button', { name: 'Earlier' }).click()
  await expect(queue).toHaveText([/first in line/, /third in line/, /second in line/])
  await queue.nth(0).getByRole('button', { name: 'Cancel' }).click()
  await expect(queue).toHaveText([/third in line/, /second in line/])
  await queue.nth(1).getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('textbox', { name: 'Queued input' }).fill('second, changed')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(queue).toHaveText([/third in line/, /second, changed/])
  await session.cancel()
})

test('[W6] Interrupt puts the new input before everything else', async ({ page, openSession }) => {
  await openSession(script({ text: 'Long work.' }, { sleep: 60_000 }))
  await expect(page.getByText('Long work.', { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill(script({ text: 'Now this.' }))
  await page.getByRole('button', { name: 'Interrupt' }).click()
  await expect(page.getByText('Now this.', { exact: true })).toBeVisible()
  await expect(page.getByText('Run cancelled by console')).toBeVisible()
})

test('[W6] a draft survives a reload', async ({ page, openSession }) => {
  await openSession()
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('half a thought')
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue('half a thought')
})

test('[W7] Stop arms first and cancels second; arming wears off', async ({ page, openSession }) => {
  await page.clock.install()
  await openSession(script({ text: 'Busy.' }, { sleep: 60_000 }))
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Stop the run?' })).toBeVisible()
  await page.clock.fastForward(5_000)
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Stop the run?' }).click()
  await expect(page.getByText('Run cancelled by console')).toBeVisible()
})

test('[W7] Esc twice stops the run from inside the composer', async ({ page, openSession }) => {
  await openSession(script({ text: 'Busy.' }, { sleep: 60_000 }))
  await expect(page.getByText('Busy.', { exact: true })).toBeVisible()
  await page.keyboard.press('r')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Stop the run?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Run cancelled by console')).toBeVisible()
})

test('[W8] a permission is answered in place: with edited input', async ({ page, openSession }) => {
  await openSession(
    script(writeFile('edited.md', 'as asked'), {
      tool: { toolId: 'fs', operation: 'read', toolInput: { path: 'edited.md' } },
    }),
  )
  await page.getByRole('button', { name: 'Edit…' }).click()
  const field = page.getByLabel('Input that the tool runs with instead')
  await field.fill('{ not json')
  await expect(page.getByRole('button', { name: 'Allow with this input' })).toBeDisabled()
  await field.fill('{"path": "edited.md", "content": "as changed"}')
  await page.getByRole('button', { name: 'Allow with this input' }).click()
  await page.getByRole('button', { name: /fs\.read/ }).click()
  await expect(page.getByRole('group', { name: 'Output' })).toContainText('as changed')
})

test('[W8] a permission is denied with a message that the log keeps', async ({ page, openSession }) => {
  await openSession(script(writeFile('never.md')))
  await page.getByRole('button', { name: 'Deny…' }).click()
  await page.getByLabel('Tell the agent why').fill('not in this folder')
  await page.getByRole('button', { name: 'Deny', exact: true }).click()
  await expect(page.getByText('Denied by console: “not in this folder”')).toBeVisible()
  await expect(page.getByText(/^Run failed/)).toBeVisible()
})

test('[W9] a question is a form made from its schema', async ({ page, openSession }) => {
  const schema = {
    type: 'object',
    required: ['database'],
    properties: {
      database: { enum: ['SQLite', 'PostgreSQL'], title: 'Database' },
      replicas: { type: 'integer', minimum: 0, maximum: 5 },
      backups: { type: 'boolean', title: 'Nightly backups' },
    },
  }
  await openSession(script({ ask: { prompt: 'Which one?', schema } }))
  await page.getByRole('button', { name: 'Answer' }).click()
  await expect(page.getByText('Required', { exact: true })).toBeVisible()
  await page.getByLabel('PostgreSQL').check()
  await page.getByLabel('Replicas').fill('9')
  await page.getByRole('button', { name: 'Answer' }).click()
  await expect(page.getByText('At most 5')).toBeVisible()
  await page.getByLabel('Replicas').fill('2')
  await page.getByLabel('Nightly backups').check()
  await page.getByRole('button', { name: 'Answer' }).click()
  await expect(page.getByRole('region', { name: 'Question' })).toContainText(
    '{"database":"PostgreSQL","replicas":2,"backups":true}',
  )
})

test('[W9] a schema beyond forms is answered as JSON', async ({ page, openSession }) => {
  await openSession(script({ ask: { prompt: 'Anything?', schema: { type: 'array', items: { type: 'string' } } } }))
  await page.getByLabel('Answer as JSON').fill('["a", "b"]')
  await page.getByRole('button', { name: 'Answer' }).click()
  await expect(page.getByText('["a","b"]').first()).toBeVisible()
})

test('[W11] the inspector shows every event, and a link leads to one', async ({ page, openSession }) => {
  const session = await openSession(script({ text: 'Look at my events.' }))
  await page.getByRole('tab', { name: 'Events' }).click()
  const events = page.getByRole('region', { name: 'Events' })
  await events.getByRole('button', { name: /run\.started/ }).click()
  await expect(events.getByText('hostId')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter events' }).fill('run.queued')
  await expect(events.getByRole('button', { expanded: false })).toHaveCount(1)
  await page.goto(`/session?id=${session.id}&tab=events&event=3`)
  await expect(events.getByRole('button', { name: /^3 run\.started/, expanded: true })).toBeVisible()
})

test('[E9] the deltas that a replay leaves out are there when asked for', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({})
  await session.send(script({ text: 'one two three', chunks: 3, delayMs: 60 })).result()
  await page.goto(`/session?id=${session.id}&tab=events`)
  const deltas = page.getByRole('region', { name: 'Events' }).getByRole('button', { name: /block\.delta/ })
  await expect(page.getByText('one two three', { exact: true }).first()).toBeVisible()
  await expect(deltas).toHaveCount(0)
  await page.getByLabel('Deltas').check()
  await expect(deltas.first()).toBeVisible()
})

test('[R9] slash commands complete and run: /status answers with the summary', async ({ page, openSession }) => {
  await openSession(script({ text: 'Ready.' }))
  await expect(page.getByText('Ready.', { exact: true })).toBeVisible()
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  await composer.fill('/st')
  await expect(page.getByRole('option', { name: /\/status/ })).toBeVisible()
  await composer.press('Tab')
  await expect(composer).toHaveValue('/status')
  await composer.press('Enter')
  await expect(page.locator('[data-kind="command"]')).toContainText('active')
})

test('[S4] a paused session says so, holds its queue and goes on when resumed', async ({ page, openSession }) => {
  const session = await openSession(script({ text: 'Before.' }))
  await expect(page.getByText('Before.', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Actions' }).click()
  await page.getByRole('menuitem', { name: 'Pause the queue' }).click()
  await expect(page.getByText('Paused: input is admitted and waits in the queue.')).toBeVisible()
  await session.send(script({ text: 'After.' }))
  await expect(page.getByRole('region', { name: 'Queue' })).toContainText('After.')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByText('After.', { exact: true })).toBeVisible()
})

test('[F1] a message is forked from, and the child says where it comes from', async ({ page, openSession }) => {
  await openSession(script({ text: 'Common past.' }), { title: 'The trunk' })
  await page.getByText('Common past.', { exact: true }).hover()
  await page.getByRole('button', { name: 'Fork from here' }).last().click()
  await expect(
    page
      .getByRole('region', { name: 'Lineage' })
      .getByRole('link', { name: /The trunk/ })
      .first(),
  ).toBeVisible()
  await expect(page.getByText('Common past.', { exact: true })).toBeVisible()
})

test.describe(() => {
  // What the page was asking for when the session went is answered with 404.
  test.use({ expectedErrors: [[/404/], { scope: 'test' }] })

  test('[S12] a session that is deleted elsewhere says so', async ({ page, openSession }) => {
    const session = await openSession(script({ text: 'Soon gone.' }))
    await expect(page.getByText('Soon gone.', { exact: true })).toBeVisible()
    await session.delete({ force: true })
    await expect(page.getByText('This session was deleted')).toBeVisible()
  })

  test('[W12] an unknown session is named as such', async ({ page }) => {
    await page.goto('/session?id=no-such-session')
    await expect(page.getByText('There is no such session')).toBeVisible()
  })
})

test('[W4] the transcript follows its end, but not while somebody reads above', async ({ page, openSession }) => {
  const paragraphs = Array.from({ length: 60 }, (_, at) => `Paragraph ${at + 1}.`).join('\n\n')
  const session = await openSession(script({ text: paragraphs }))
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(said(page).getByText('Paragraph 60.')).toBeInViewport()
  await session.send(script({ text: 'A line below.' })).result()
  await expect(transcript.getByText('A line below.', { exact: true })).toBeInViewport()
  await transcript.hover()
  await page.mouse.wheel(0, -900)
  const place = said(page).getByText('Paragraph 30.')
  await expect(place).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go to the newest message' })).toBeVisible()
  const before = await place.boundingBox()
  await session.send(script({ text: 'Unseen so far.' })).result()
  await expect(connection(page)).toContainText(`seq ${(await session.get()).lastSeq}`)
  expect(await place.boundingBox()).toEqual(before)
  await page.getByRole('button', { name: 'Go to the newest message' }).click()
  await expect(transcript.getByText('Unseen so far.', { exact: true })).toBeInViewport()
})
