import type { Sojourn } from '@sojourn/sdk'
import { seedHistory } from './seed-history.ts'

type Step = Record<string, unknown>

const tool = (toolId: string, operation: string, toolInput: unknown): Step => ({
  tool: { toolId, operation, toolInput },
})
const usage = (inputTokens: number, outputTokens: number, costUsd: number): Step => ({
  usage: { model: 'scripted', inputTokens, outputTokens, costUsd },
})

const review: Step[] = [
  {
    plan: [
      { title: 'Read the failing test', status: 'completed' },
      { title: 'Find where the date is taken', status: 'completed' },
      { title: 'Move it into the function', status: 'in_progress' },
      { title: 'Add a test for midnight', status: 'pending' },
    ],
  },
  { thinking: 'It only fails close to midnight, so something keeps a date that it should ask for.' },
  { text: 'I start with the test and with what it imports.' },
  { step: 'prepare', ...tool('fs', 'list', { path: '.' }) },
  {
    text: 'The test freezes the clock, but `today` is computed **once, at import**. So:\n\n1. take the date inside the function\n2. pin the case with a test at 23:59:59\n\n```ts\nexport const dueToday = (order: Order, now = new Date()) =>\n  isSameDay(order.dueAt, now)\n```\n\nNothing else uses the constant. May I change the file?',
  },
  usage(18_240, 912, 0.0612),
  tool('fs', 'write', {
    path: 'src/due-today.ts',
    content:
      "import { isSameDay } from './dates.ts'\n\n/** Whether an order is due on the day of `now`. */\nexport const dueToday = (order: Order, now = new Date()) =>\n  isSameDay(order.dueAt, now)\n",
  }),
]

const question: Step[] = [
  { text: 'Both would work here; it depends on how many of you write at once.' },
  {
    ask: {
      prompt: 'Which database should the service use?',
      schema: {
        type: 'object',
        required: ['database'],
        properties: {
          database: { enum: ['SQLite', 'PostgreSQL'], title: 'Database' },
          replicas: { type: 'integer', minimum: 0, maximum: 5, title: 'Replicas', description: 'Only for PostgreSQL' },
          backups: { type: 'boolean', title: 'Nightly backups', default: true },
        },
      },
    },
  },
]

const timeline =
  'The alert fired at **09:12**. Two minutes earlier a deployment had raised the number of workers from 8 to 64, and each of them opened ten connections. The pool of the database holds 200.\n\nFrom 09:10 on new connections waited; from 09:11 they were refused, and the health check, which opens one of its own, failed as well. That took the instances out of rotation one by one, and the remaining ones got the load of those that were gone. '

const scripts: Record<string, { name: string; steps: Step[] }> = {
  reviewer: { name: 'Code reviewer', steps: review },
  architect: { name: 'Architect', steps: question },
  analyst: { name: 'Analyst', steps: [{ text: timeline.repeat(40), chunks: 4000, delayMs: 120 }] },
  updater: { name: 'Dependency updater', steps: [{ text: 'Everything is up to date.' }, usage(42_310, 1_204, 0.1422)] },
  operator: {
    name: 'Operator',
    steps: [tool('shell', 'exec', { command: 'df -h / && ls -la /var/log | tail -20' }), { text: 'Done.' }],
  },
  broken: {
    name: 'Importer',
    steps: [{ text: 'Reading the file.' }, { fail: { message: 'orders.csv: line 812 has 9 columns, 11 expected' } }],
  },
}

const registerAgents = async (sojourn: Sojourn): Promise<void> => {
  for (const [id, { name, steps }] of Object.entries(scripts)) {
    await sojourn.agents.register({ id, name, runner: 'scripted', settings: { script: steps as never } })
  }
}

/** Sessions that are over, one way or another. */
const seedSettled = async (sojourn: Sojourn): Promise<Pick<SeededSessions, 'nightly' | 'fork'>> => {
  const { sessions } = sojourn
  const nightly = await sessions.create({ agentId: 'updater', sessionType: 'batch', labels: ['deps'], tag: 'nightly' })
  await nightly.send('Update the dependencies and say what changed').result()
  await nightly.send('And the lockfile?').result()
  await seedHistory(sojourn, nightly.id)
  const notes = await sessions.create({ agentId: 'updater', title: 'Release notes for 2.4', labels: ['release'] })
  await notes.send('Write the release notes').result()
  await notes.complete()
  const failed = await sessions.create({
    agentId: 'broken',
    sessionType: 'task',
    title: 'Import the orders of October',
  })
  await failed.send('Import orders.csv').result()
  const paused = await sessions.create({ agentId: 'updater', sessionType: 'task', title: 'Migrate the billing tables' })
  await paused.send('Check the plan').result()
  await paused.pause({ reason: 'until the maintenance window' })
  await paused.send('Run it at 02:00')
  const fork = await nightly.fork({ title: 'What if we skip the major ones?' })
  await fork.send('Only patches, please').result()
  const crashed = await sessions.create({ agentId: 'updater', title: 'Rebuild the search index', sessionType: 'batch' })
  await crashed.send('Rebuild it').result()
  await crashed.crash({ reason: 'the host was taken away' })
  return { nightly: nightly.id, fork: fork.id }
}

/** Ids of the sessions that the pictures open. */
export interface SeededSessions {
  reviewed: string
  streaming: string
  nightly: string
  /** Forked off `nightly`. */
  fork: string
}

/** Fills a server with sessions in every state; answers with those that the pictures open. */
export const seedSessions = async (sojourn: Sojourn): Promise<SeededSessions> => {
  const { sessions, permissions } = sojourn
  await registerAgents(sojourn)
  await permissions.addRule({ toolId: 'fs', operation: 'list', decision: 'allow', scope: 'everyone' })
  await permissions.addRule({
    toolId: 'shell',
    operation: 'exec',
    input: { command: 'rm *' },
    decision: 'deny',
    scope: 'agent',
    agentId: 'operator',
  })
  await sojourn.webhooks.create({
    url: 'https://hooks.example.com/sojourn',
    types: ['run.failed', 'permission.requested'],
    description: 'Tells the channel #agents',
  })
  const settled = await seedSettled(sojourn)
  const asking = await sessions.create({ agentId: 'architect', sessionType: 'development', labels: ['infra'] })
  await asking.send('Set up storage for the new service')
  const shell = await sessions.create({
    agentId: 'operator',
    sessionType: 'task',
    title: 'Why is the disk full?',
    labels: ['ops'],
  })
  await shell.send('Look at the disk of the build machine')
  const streaming = await sessions.create({ agentId: 'analyst', title: 'Summarise the incident of last Tuesday' })
  await streaming.send('Go through the logs and write the timeline')
  await streaming.send('Then draft the report')
  await streaming.send('And a short version for the status page')
  const reviewed = await sessions.create({
    agentId: 'reviewer',
    sessionType: 'development',
    labels: ['bug', 'checkout'],
    title: 'Fix the flaky checkout test',
  })
  await reviewed.send('The checkout test fails about once a night. Find out why and fix it.')
  return { reviewed: reviewed.id, streaming: streaming.id, ...settled }
}
