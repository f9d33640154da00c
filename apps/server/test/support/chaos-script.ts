import type { JsonValue } from '@sojourn/contract/json'
import type { ChaosRandom } from './chaos-random.ts'

/** A script and what must have come of it once its run has settled, whatever happened on the way. */
export interface ChaosScript {
  steps: JsonValue[]
  /** Lines that its commands append to `writes.log` of the workspace: each at most once, whatever happens. */
  lines: string[]
  /** The texts that it says, in order. */
  texts: string[]
  /** The value of its last checkpoint; undefined when it saves none. */
  checkpoint: JsonValue | undefined
}

type Add = (script: ChaosScript, name: string, random: ChaosRandom) => JsonValue

/** Appends one line in the middle of a pause, so that there is a time before it and a time after it. */
const append = (script: ChaosScript, name: string, random: ChaosRandom): JsonValue => {
  script.lines.push(name)
  const pause = () => `sleep 0.0${random.between(0, 4)}`
  const command = `${pause()}; echo ${name} >> writes.log; ${pause()}`
  return { toolId: 'shell', operation: 'exec', toolInput: { command } }
}

const words = (name: string, count: number): string =>
  Array.from({ length: count }, (_, at) => `${name}-${at}`).join(' ')

const kinds: Record<string, Add> = {
  text: (script, name, random) => {
    const text = words(name, random.between(1, 40))
    script.texts.push(text)
    return { text, delayMs: random.between(0, 3) }
  },
  thinking: (_, name) => ({ thinking: words(name, 5) }),
  plan: (_, name) => ({ plan: [{ title: name, description: 'a step' }] }),
  list: () => ({ tool: { toolId: 'fs', operation: 'list', toolInput: {} } }),
  wait: (_, _name, random) => ({
    tool: { toolId: 'wait', operation: 'sleep', toolInput: { ms: random.between(0, 40) } },
  }),
  append: (script, name, random) => ({ tool: append(script, name, random) }),
  step: (script, name, random) => ({ step: name, tool: append(script, name, random) }),
  permission: (_, name) => ({
    tool: { toolId: 'fs', operation: 'write', toolInput: { path: `${name}.txt`, content: name } },
  }),
  ask: (script, name) => {
    script.texts.push(`answer to ${name}`)
    return { ask: { prompt: name } }
  },
  checkpoint: (script, name) => {
    script.checkpoint = { at: name }
    return { checkpoint: script.checkpoint }
  },
  log: (_, name, random) => ({ log: { level: 'info', message: name }, repeat: random.between(1, 30) }),
  usage: () => ({ usage: { model: 'chaos', inputTokens: 3, outputTokens: 2 } }),
}

/** `prefix` makes every name in the script unique. */
export const randomScript = (random: ChaosRandom, prefix: string): ChaosScript => {
  const script: ChaosScript = { steps: [], lines: [], texts: [], checkpoint: undefined }
  const count = random.between(4, 12)
  for (let at = 0; at < count; at += 1) {
    const kind = random.oneOf(Object.keys(kinds))
    const step = kinds[kind]?.(script, `${prefix}.${at}.${kind}`, random)
    if (step !== undefined) script.steps.push(step)
  }
  return script
}
