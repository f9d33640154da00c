/**
 * Proof by the compiler that the SDK's hand-written interfaces and the server's router agree. What disagrees becomes a
 * property that `agreement` lacks, and its type says why.
 */
import type { TRPCClient } from '@trpc/client'
import type { AgentsApi, agentKinds } from '../src/nouns/agents.ts'
import type { AttachmentsApi, attachmentKinds } from '../src/nouns/attachments.ts'
import type { CheckpointsApi, checkpointKinds } from '../src/nouns/checkpoints.ts'
import type { EventsApi, eventKinds } from '../src/nouns/events.ts'
import type { PermissionsApi, permissionKinds } from '../src/nouns/permissions.ts'
import type { QuestionsApi, questionKinds } from '../src/nouns/questions.ts'
import type { RunsApi, runKinds } from '../src/nouns/runs.ts'
import type { SessionProcedures, sessionKinds } from '../src/nouns/sessions.ts'
import type { SystemProcedures, systemKinds } from '../src/nouns/system.ts'
import type { ToolCallsApi, toolCallKinds } from '../src/nouns/tool-calls.ts'
import type { UsageApi, usageKinds } from '../src/nouns/usage.ts'
import type { WebhooksApi, webhookKinds } from '../src/nouns/webhooks.ts'
import type { AppRouter } from '../src/trpc.ts'

type Client = TRPCClient<AppRouter>

type Wire<Procedure> = Procedure extends { query: (input: infer Input, ...rest: never[]) => Promise<infer Output> }
  ? { kind: 'query'; input: Input; output: Output }
  : Procedure extends { mutate: (input: infer Input, ...rest: never[]) => Promise<infer Output> }
    ? { kind: 'mutation'; input: Input; output: Output }
    : { kind: never; input: never; output: never }

type Fault<Method, Procedure, Kind> = Method extends (input: infer Input, ...rest: never[]) => Promise<infer Output>
  ? Kind extends Wire<Procedure>['kind']
    ? [Input] extends [Wire<Procedure>['input']]
      ? [Wire<Procedure>['output']] extends [Output]
        ? never
        : { answers: Wire<Procedure>['output']; promised: Output }
      : { takes: Wire<Procedure>['input']; given: Input }
    : { kindsDiffer: Kind }
  : 'not a method'

/** The methods that disagree, and the procedures that the SDK lacks; none when all is well. */
type Faults<Noun extends keyof Client, Api, Kinds> = {
  [Name in keyof Api as FaultOf<Noun, Name, Api, Kinds> extends never ? never : Name]: FaultOf<Noun, Name, Api, Kinds>
} & {
  [Name in Exclude<keyof Client[Noun], keyof Api | 'follow' | 'changes' | 'export'>]: 'the SDK lacks it'
}
type FaultOf<Noun extends keyof Client, Name, Api, Kinds> = Name extends keyof Api & keyof Kinds
  ? Name extends keyof Client[Noun]
    ? Fault<Api[Name], Client[Noun][Name], Kinds[Name]>
    : 'the server lacks it'
  : 'its kind is not known'

export const agreement: {
  sessions: Faults<'sessions', SessionProcedures, typeof sessionKinds>
  runs: Faults<'runs', RunsApi, typeof runKinds>
  events: Faults<'events', EventsApi, typeof eventKinds>
  permissions: Faults<'permissions', PermissionsApi, typeof permissionKinds>
  questions: Faults<'questions', QuestionsApi, typeof questionKinds>
  toolCalls: Faults<'toolCalls', ToolCallsApi, typeof toolCallKinds>
  checkpoints: Faults<'checkpoints', CheckpointsApi, typeof checkpointKinds>
  attachments: Faults<'attachments', AttachmentsApi, typeof attachmentKinds>
  agents: Faults<'agents', AgentsApi, typeof agentKinds>
  usage: Faults<'usage', UsageApi, typeof usageKinds>
  webhooks: Faults<'webhooks', WebhooksApi, typeof webhookKinds>
  system: Faults<'system', SystemProcedures, typeof systemKinds>
} = {
  sessions: {},
  runs: {},
  events: {},
  permissions: {},
  questions: {},
  toolCalls: {},
  checkpoints: {},
  attachments: {},
  agents: {},
  usage: {},
  webhooks: {},
  system: {},
}
