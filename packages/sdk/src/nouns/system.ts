import type { SystemInfo } from '@sojourn/contract/system'
import type { CallOptions } from './call.ts'

export interface SystemApi {
  /** What the server is and what it is doing. */
  info(input?: undefined, options?: CallOptions): Promise<SystemInfo>
}

export const systemKinds = { info: 'query' } as const satisfies Record<keyof SystemApi, string>
