import { expect, script, test } from './fixtures.ts'

test('[W40] usage shows what models cost, by agent and model, and leads to the sessions', async ({ page, sojourn }) => {
  const session = await sojourn.sessions.create({ title: 'Costly work', agentId: 'scripted' })
  const use = { usage: { model: 'large', inputTokens: 120_000, outputTokens: 4_000, costUsd: 12.5 } }
  await session.send(script(use)).result()
  await page.goto('/usage')
  await expect(page.getByRole('definition').filter({ hasText: '$12.50' }).first()).toBeVisible()
  await expect(
    page.getByRole('table', { name: 'Usage by model' }).getByRole('rowheader', { name: 'large' }),
  ).toBeVisible()
  await page.getByRole('radio', { name: 'Tokens' }).click()
  await page.getByRole('radio', { name: '7 days' }).click()
  await expect(page).toHaveURL(/days=7&?.*show=tokens|show=tokens&?.*days=7/)
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Tokens' })).toBeChecked()
  await page.getByRole('link', { name: 'Costly work' }).click()
  await expect(page).toHaveURL(new RegExp(session.id))
})

test('[W41] operations say what does not move and why, and what executes', async ({ page, sojourn }) => {
  const paused = await sojourn.sessions.create({ title: 'Held back', agentId: 'scripted' })
  await paused.pause()
  await paused.send('Later')
  const busy = await sojourn.sessions.create({ title: 'At work', agentId: 'scripted' })
  await busy.send(script({ sleep: 60_000 }))
  await page.goto('/operations')
  const stuck = page.getByRole('table', { name: 'Sessions that do not move, and why' })
  await expect(stuck.getByRole('row').filter({ hasText: 'Held back' })).toContainText('held')
  await expect(page.getByRole('table', { name: 'Executing runs' })).toContainText('At work')
  await paused.resume()
  await expect(stuck.getByRole('row').filter({ hasText: 'Held back' })).toHaveCount(0)
  await busy.cancel()
})

test.describe('webhooks', () => {
  test.use({ expectedErrors: [/400 \(Bad Request\)/] })

  test('[W42] a webhook is added with its key shown once, tried out, disabled and removed', async ({ page }) => {
    await page.goto('/webhooks')
    await page.getByRole('button', { name: 'New webhook' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New webhook' })
    await dialog.getByLabel('Address').fill('https://127.0.0.1/hook')
    await dialog.getByRole('button', { name: 'Add webhook' }).click()
    await expect(dialog).toContainText('private address')
    await dialog.getByLabel('Address').fill('https://sojourn.invalid/hook')
    await dialog.getByRole('button', { name: 'Add webhook' }).click()
    await expect(dialog.getByText(/^whsec_/)).toBeVisible()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: /sojourn\.invalid/ }).click()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await expect(page.getByText('It did not arrive')).toBeVisible()
    await page.getByRole('button', { name: 'Disable' }).click()
    await expect(page.getByRole('button', { name: /sojourn\.invalid.*disabled/ })).toBeVisible()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByRole('heading', { name: 'No webhooks' })).toBeVisible()
  })
})

test.describe('agents', () => {
  test.use({ expectedErrors: [/409 \(Conflict\)/] })

  test('[W43] an agent is registered, tried out, changed, and removed when it is said that sessions use it', async ({
    page,
    sojourn,
  }) => {
    await page.goto('/agents')
    await page.getByRole('button', { name: 'New agent' }).click()
    const dialog = page.getByRole('dialog', { name: 'New agent' })
    await dialog.getByRole('button', { name: /^Something else/ }).click()
    await dialog.getByLabel('Id').fill('greeter')
    await dialog.getByLabel('Name').fill('Greeter')
    await dialog.getByLabel('Runner').selectOption('scripted')
    await dialog.getByLabel('Settings').fill('{"script": [{"text": "Hello"}]')
    await expect(dialog.getByRole('button', { name: 'Register' })).toBeDisabled()
    await dialog.getByLabel('Settings').fill('{"script": [{"text": "Hello"}]}')
    await dialog.getByRole('button', { name: 'Register' }).click()
    await page.getByRole('button', { name: /^Greeter/ }).click()
    await page.getByRole('button', { name: 'Try it out' }).click()
    await expect(page.getByRole('status').filter({ hasText: /ms\)|s\)/ })).toBeVisible()
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Welcomer')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('button', { name: /^Welcomer/ })).toBeVisible()
    const session = await sojourn.sessions.create({ agentId: 'greeter' })
    await session.send('Hi').result()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove all the same' }).click()
    await expect(page.getByRole('button', { name: /^Welcomer/ })).toHaveCount(0)
  })
})
