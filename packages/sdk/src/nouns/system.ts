import type { Operations, OperationsInput } from '@sojourn/contract/operations'
import type { SystemInfo } from '@sojourn/contract/system'
import type { CallOptions, Method } from './call.ts'

/** The procedures as the server offers them. */
export interface SystemProcedures {
  info(input?: undefined, options?: CallOptions): Promise<SystemInfo>
  operations: Method<OperationsInput, Operations>
}

export interface SystemApi {
  /** What the server is and what it is doing. */
  info(input?: undefined, options?: CallOptions): Promise<SystemInfo>
  /** What executes, what waits and why, and how hosts, store, followers and bridges are doing. Cheap to ask often. */
  operations(input?: OperationsInput, options?: CallOptions): Promise<Operations>
}

export const systemKinds = { info: 'query', operations: 'query' } as const satisfies Record<
  keyof SystemProcedures,
  string
>
