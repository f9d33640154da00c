import type { Page } from '@sojourn/contract/page'
import type {
  AddRuleInput,
  AnswerAllInput,
  AnsweredAll,
  AnswerPermissionInput,
  ExplainPermissionInput,
  ListPermissionsInput,
  Permission,
  PermissionExplanation,
  PermissionRule,
} from '@sojourn/contract/permission'
import type { Committed, Method } from './call.ts'

/** A rule to add; tool and operation default to `*`. */
export type NewRule = Omit<AddRuleInput, 'toolId' | 'operation'> & {
  toolId?: string | undefined
  operation?: string | undefined
}

export interface PermissionsApi {
  /** Of all sessions, oldest first: `status: 'pending'` is the inbox. */
  list: Method<ListPermissionsInput, Page<Permission>>
  get: Method<{ permissionId: string }, Permission>
  /** The first answer wins; a later one is ALREADY_ANSWERED, with the answer that stands in `meta`. */
  answer: Method<AnswerPermissionInput, Committed<Permission>>
  /** One answer to several requests: each is answered or refused on its own, in the order in which they are named. */
  answerAll: Method<AnswerAllInput, AnsweredAll>
  /** The standing answers. */
  rules: Method<{ sessionId?: string | undefined; agentId?: string | undefined }, { items: PermissionRule[] }>
  addRule: Method<NewRule, PermissionRule>
  removeRule: Method<{ ruleId: string }, { id: string; removed: true }>
  /** What would become of a tool call, and which rule decides. */
  explain: Method<ExplainPermissionInput, PermissionExplanation>
}

export const permissionKinds = {
  list: 'query',
  get: 'query',
  answer: 'mutation',
  answerAll: 'mutation',
  rules: 'query',
  addRule: 'mutation',
  removeRule: 'mutation',
  explain: 'query',
} as const satisfies Record<keyof PermissionsApi, string>
