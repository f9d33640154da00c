import type { RequestContext } from '../request-context.ts'

/** What a mutation's resolver gets. */
interface Resolved<Input> {
  ctx: RequestContext
  input: Input
  path: string
  signal: AbortSignal | undefined
  batchIndex?: number | undefined
}

/**
 * [R11] A mutation that its caller may repeat: under an idempotency key it is done once, and its first answer is given
 * again. Calls of one batch share the header, so each has a key of its own.
 */
export const once =
  <Input, Output>(work: (call: Resolved<Input>) => Promise<Output>) =>
  (call: Resolved<Input>): Promise<Output> => {
    const { ctx, input, path: operation, batchIndex } = call
    const { idempotencyKey, runtime } = ctx
    if (idempotencyKey === undefined) return work(call)
    const key = batchIndex ? `${idempotencyKey}#${batchIndex}` : idempotencyKey
    return runtime.once(ctx.actor, { key, operation, input }, (actor) => work({ ...call, ctx: { ...ctx, actor } }))
  }
