/** Groups of event types, as people look for them. */
export const eventKinds = ['all', 'runs', 'text', 'tools', 'people', 'usage', 'session', 'problems'] as const
export type EventKind = (typeof eventKinds)[number]

export const kindNames: Record<EventKind, string> = {
  all: 'All events',
  runs: 'Runs',
  text: 'Text',
  tools: 'Tools',
  people: 'Permissions, questions',
  usage: 'Usage, checkpoints',
  session: 'Session',
  problems: 'Problems',
}

const patterns: Record<Exclude<EventKind, 'all'>, RegExp> = {
  runs: /^run\./,
  text: /^(block|plan)\./,
  tools: /^tool\./,
  people: /^(permission|question)\./,
  usage: /^(usage|checkpoint|step)\./,
  session: /^session\./,
  problems: /failed|timed_out|in_doubt|^error$|^log$/,
}

export const isOfKind = (type: string, kind: EventKind): boolean => kind === 'all' || patterns[kind].test(type)
