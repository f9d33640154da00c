import { SojournError } from '@sojourn/contract/error'
import type { JsonObject } from '@sojourn/contract/json'
import type { Runner, RunnerCapabilities, RunOutcome, Turn } from '@sojourn/core/ports/runner'
import { z } from 'zod'
import { parseOrRefuse } from '../parse-or-refuse.ts'
import { ProcessGroups } from '../process/process-group.ts'
import { playDemo } from './demo.ts'
import { playScript } from './play-script.ts'
import { parseScript, type Script, scriptInInput } from './script.ts'
import { Toolbox } from './scripted-tools.ts'

const settingsSchema = z.strictObject({ script: z.array(z.unknown()).optional() })

const scriptInSettings = (settings: JsonObject): Script | null => {
  const { script } = parseOrRefuse(settingsSchema, settings, { what: 'The settings', at: 'settings' })
  return script === undefined ? null : parseScript(script, 'settings.script')
}

export interface ScriptedRunnerOptions {
  /** Between two words of the demo, milliseconds; default 15. */
  demoDelayMs?: number
}

/**
 * Plays scripts: the one in the input, else the one in the agent's settings, else the demo. Needs no key and no model;
 * its tools really work in the session's workspace. README.md of this package describes every step.
 */
export class ScriptedRunner implements Runner {
  readonly name = 'scripted'
  readonly capabilities: RunnerCapabilities = { resume: true, steer: false, summarise: false, permissions: false }
  readonly #groups = new ProcessGroups()
  readonly #demoDelayMs: number | undefined

  checkSettings(settings: JsonObject): void {
    scriptInSettings(settings)
  }

  constructor(options: ScriptedRunnerOptions = {}) {
    this.#demoDelayMs = options.demoDelayMs
  }

  async run(turn: Turn): Promise<RunOutcome> {
    let script: Script | null
    try {
      script = scriptInInput(turn.text) ?? scriptInSettings(turn.agent.settings)
    } catch (error) {
      if (!(error instanceof SojournError)) throw error
      return {
        status: 'failed',
        doneReason: 'error',
        error: { code: error.code, message: error.message, retryable: false },
      }
    }
    const toolbox = new Toolbox(turn, this.#groups)
    if (script) return playScript(script, turn, toolbox)
    return playDemo(turn, { toolbox, delayMs: this.#demoDelayMs })
  }

  dispose(): Promise<void> {
    return this.#groups.endAll()
  }
}
