import fc from 'fast-check'
import { describe, it } from 'vitest'
import { checkInvariants } from './session-properties/invariants.ts'
import { anyStep, type Step, steps } from './session-properties/steps.ts'
import { refusalOf, World } from './session-properties/world.ts'
import type { OpenStore } from './session-store-suite/opened-store.ts'

const take = async (world: World, [name, a, b]: Step): Promise<string | null> => {
  try {
    const answered = steps[name](world, a, b)
    await (name === 'crashHost' ? answered : Promise.race([answered, world.death]))
    return null
  } catch (thrown) {
    return refusalOf(thrown)
  }
}

/** Takes the steps of each breath at once, and checks everything between two breaths. */
const live = async (world: World, breaths: readonly (readonly Step[])[]): Promise<void> => {
  let length = await checkInvariants(world)
  for (const breath of breaths) {
    const refusals = await Promise.all(breath.map((step) => take(world, step)))
    await world.quiet(8)
    await world.mendStore()
    await world.quiet(8)
    const after = await checkInvariants(world)
    // A step that was taken alone and refused has changed nothing. When the store is away nobody knows.
    const wasRefused = breath.length === 1 && refusals[0] !== null && refusals[0] !== 'STORE_UNAVAILABLE'
    if (wasRefused && after !== length) throw new Error(`${breath[0]?.[0]} was refused and yet wrote to the log`)
    length = after
  }
  await world.finish()
  await checkInvariants(world)
  await world.runtime.shutdown()
}

/**
 * Any sequence of commands, with what must hold after each: above all that the rows that the store answers with are what
 * its log folds to. `numRuns` sequences are tried; PROPERTY_RUNS says more when somebody looks for rare ones.
 */
export const describeSessionProperties = (name: string, openStore: OpenStore, numRuns: number): void => {
  describe(`any sequence of commands, reports, answers, crashes and waits on ${name}`, () => {
    it('[S3] [R5] [AT1] leaves one session in order after every step, and comes to rest', {
      timeout: 600_000,
    }, async () => {
      const breath = fc.oneof(
        { weight: 3, arbitrary: fc.tuple(anyStep) },
        { weight: 1, arbitrary: fc.array(anyStep, { minLength: 2, maxLength: 4 }) },
      )
      const breaths = fc.array(breath, { minLength: 1, maxLength: 40, size: 'max' })
      const property = fc.asyncProperty(fc.boolean(), breaths, async (resumes, taken) => {
        const { store, close } = await openStore()
        try {
          await live(await World.begin(resumes, store), taken)
        } finally {
          await close()
        }
      })
      await fc.assert(property, { numRuns: Number(process.env.PROPERTY_RUNS ?? numRuns), timeout: 60_000 })
    })
  })
}
