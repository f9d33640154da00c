import type { Sojourn } from '@sojourn/sdk'

const dayMs = 86_400_000

interface Spent {
  agentId: string
  model: string
  /** What the price of a day moves around, US dollars. */
  costUsd: number
  /** Every so many days. */
  every: number
}

const spent: readonly Spent[] = [
  { agentId: 'reviewer', model: 'claude-sonnet', costUsd: 4.2, every: 1 },
  { agentId: 'updater', model: 'gpt-mini', costUsd: 0.9, every: 1 },
  { agentId: 'analyst', model: 'claude-sonnet', costUsd: 2.4, every: 2 },
  { agentId: 'architect', model: 'claude-opus', costUsd: 7.5, every: 5 },
]

/** A curve that looks lived in, and the same every time. */
const swing = (day: number, { costUsd }: Spent): number =>
  1 + 0.45 * Math.sin(day * 1.7 + costUsd) + 0.25 * Math.sin(day * 0.45)

/** The lines of a session's export, as if it had been so many days earlier and another agent had spent that much. */
const movedBack = (lines: readonly string[], { agentId, model }: Spent, moved: { days: number; costUsd: number }) =>
  lines.map((line) => {
    const event = JSON.parse(line) as { ts: string; type: string; data: Record<string, unknown> }
    const ts = new Date(Date.parse(event.ts) - moved.days * dayMs).toISOString()
    const { costUsd } = moved
    const tokens = { inputTokens: Math.round(costUsd * 190_000), outputTokens: Math.round(costUsd * 9_000) }
    const used = { ...event.data, model, ...tokens, cacheReadTokens: Math.round(costUsd * 120_000), costUsd }
    const data = event.type === 'usage.recorded' ? used : { ...event.data, ...('agentId' in event.data && { agentId }) }
    return JSON.stringify({ ...event, id: crypto.randomUUID(), ts, data })
  })

/** A month of usage: archived copies of one session, each some days older than the one before. */
export const seedHistory = async ({ sessions }: Sojourn, templateId: string): Promise<void> => {
  const lines: string[] = []
  for await (const line of await sessions.export({ sessionId: templateId })) lines.push(line)
  for (const use of spent) {
    for (let days = 1; days < 30; days += use.every) {
      const moved = movedBack(lines, use, { days, costUsd: use.costUsd * swing(days, use) })
      const copy = await sessions.import({ id: crypto.randomUUID(), lines: moved })
      await copy.archive()
    }
  }
}
