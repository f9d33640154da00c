/** Milliseconds that `work` takes. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Does `work` `count` times, one after another; milliseconds of each. */
export const oneAfterAnother = async (count: number, work: (index: number) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) times.push(await timed(() => work(index)))
  return times
}

/** Keeps `width` workers busy until `count` things are done; how many that are a second. */
export const ratePerSecond = async (
  { count, width }: { count: number; width: number },
  work: (worker: number) => Promise<unknown>,
): Promise<number> => {
  let next = 0
  const worker = async (_: unknown, index: number): Promise<void> => {
    while (next < count) {
      next += 1
      await work(index)
    }
  }
  const ms = await timed(() => Promise.all(Array.from({ length: width }, worker)))
  return (count * 1000) / ms
}

/** Rounds before those that count: until then code is compiled and caches fill. */
const warmUpRounds = 3

/** Measures Sojourn and its reference in turns, so that what else the machine does meets both. */
export const inTurns = async (
  rounds: number,
  sides: { sojourn: () => Promise<number>; reference: () => Promise<number> },
): Promise<{ sojourn: number[]; reference: number[] }> => {
  const sojourn: number[] = []
  const reference: number[] = []
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const mine = await sides.sojourn()
    const theirs = await sides.reference()
    if (round < 0) continue
    sojourn.push(mine)
    reference.push(theirs)
  }
  return { sojourn, reference }
}
