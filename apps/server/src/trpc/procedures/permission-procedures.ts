import { pageOf } from '@sojourn/contract/page'
import {
  addRuleInput,
  answerAllInput,
  answeredAll,
  answerPermissionInput,
  committedPermission,
  explainPermissionInput,
  listPermissionsInput,
  listRulesInput,
  permission,
  permissionExplanation,
  permissionRef,
  permissionRule,
  removedRule,
  ruleList,
  ruleRef,
} from '@sojourn/contract/permission'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const permissionProcedures = {
  list: procedure
    .meta({ summary: 'List permissions of all sessions, oldest first' })
    .input(listPermissionsInput)
    .output(pageOf(permission))
    .query(({ ctx, input }) => ctx.runtime.permissions.list(ctx.actor, input)),
  get: procedure
    .meta({ summary: 'Get a permission' })
    .input(permissionRef)
    .output(permission)
    .query(({ ctx, input }) => ctx.runtime.permissions.get(ctx.actor, input)),
  answer: procedure
    .meta({ summary: 'Allow or reject a tool call; the first answer wins' })
    .input(answerPermissionInput)
    .output(committedPermission)
    .mutation(once(({ ctx, input }) => ctx.runtime.permissions.answer(ctx.actor, input))),
  answerAll: procedure
    .meta({ summary: 'Give one answer to several requests; each is answered or refused on its own' })
    .input(answerAllInput)
    .output(answeredAll)
    .mutation(once(({ ctx, input }) => ctx.runtime.permissions.answerAll(ctx.actor, input))),
  rules: procedure
    .meta({ summary: 'List the standing answers' })
    .input(listRulesInput)
    .output(ruleList)
    .query(({ ctx, input }) => ctx.runtime.permissions.rules(ctx.actor, input)),
  addRule: procedure
    .meta({ summary: 'Add a standing answer' })
    .input(addRuleInput)
    .output(permissionRule)
    .mutation(once(({ ctx, input }) => ctx.runtime.permissions.addRule(ctx.actor, input))),
  removeRule: procedure
    .meta({ summary: 'Revoke a standing answer' })
    .input(ruleRef)
    .output(removedRule)
    .mutation(once(({ ctx, input }) => ctx.runtime.permissions.removeRule(ctx.actor, input))),
  explain: procedure
    .meta({ summary: 'Say what would become of a tool call, and which rule decides' })
    .input(explainPermissionInput)
    .output(permissionExplanation)
    .query(({ ctx, input }) => ctx.runtime.permissions.explain(ctx.actor, input)),
}
