import fc from 'fast-check'
import { describe, it } from 'vitest'
import { checkInvariants } from './properties-invariants.ts'
import { anyStep, type Step, steps } from './properties-steps.ts'
import { refusalOf, World } from './properties-world.ts'
import { quiet } from './session-driver.ts'

/** How many sequences are tried; more by PROPERTY_RUNS when somebody looks for rare ones. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 120)

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
const live = async (resume: boolean, breaths: readonly (readonly Step[])[]): Promise<void> => {
  const world = await World.begin(resume)
  let length = await checkInvariants(world)
  for (const breath of breaths) {
    const refusals = await Promise.all(breath.map((step) => take(world, step)))
    await quiet(8)
    await world.mendStore()
    await quiet(8)
    const after = await checkInvariants(world)
    // A step that was taken alone and refused has changed nothing. When the store is away nobody knows.
    const wasRefused = breath.length === 1 && refusals[0] !== null && refusals[0] !== 'STORE_UNAVAILABLE'
    if (wasRefused && after !== length) throw new Error(`${breath[0]?.[0]} was refused and yet wrote to the log`)
    length = after
  }
  await world.finish()
  await checkInvariants(world)
}

describe('any sequence of commands, reports, answers, crashes and waits', () => {
  it('[S3] [R5] leaves one session in order after every step, and comes to rest', { timeout: 600_000 }, async () => {
    const breath = fc.oneof(
      { weight: 3, arbitrary: fc.tuple(anyStep) },
      { weight: 1, arbitrary: fc.array(anyStep, { minLength: 2, maxLength: 4 }) },
    )
    const property = fc.asyncProperty(
      fc.boolean(),
      fc.array(breath, { minLength: 1, maxLength: 40, size: 'max' }),
      live,
    )
    await fc.assert(property, { numRuns, timeout: 10_000 })
  })
})
