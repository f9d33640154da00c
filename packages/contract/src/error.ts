/** The tRPC code that says the same as an HTTP status. */
const trpcCodes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
} as const

type Status = keyof typeof trpcCodes

const define = <Of extends Status>(status: Of, retryable: boolean, advice: string) => ({
  status,
  trpc: trpcCodes[status],
  retryable,
  advice,
})

/**
 * The one catalogue of errors. Each code has its HTTP status, its tRPC code, whether trying again can help, and a
 * sentence that says what to do. docs/errors.md is generated from it.
 */
export const errorCatalogue = {
  VALIDATION_FAILED: define(
    400,
    false,
    'Correct the fields that `issues` names and send it again; nothing has happened.',
  ),
  BAD_CURSOR: define(400, false, 'Pass `nextCursor` or `nextAfter` exactly as an earlier answer gave it.'),
  BODY_TOO_DEEP: define(400, false, 'Nest the JSON less deeply.'),
  IMPORT_INVALID: define(400, false, 'Import a whole export: one event a line, seqs from 1 without holes.'),
  UNAUTHORIZED: define(
    401,
    false,
    'Send the token as `Authorization: Bearer …`; it is in the file `token` of the data directory.',
  ),
  FORBIDDEN: define(403, false, 'Use a token that has the scope this call needs.'),
  NOT_FOUND: define(404, false, 'Check the address; /openapi.json lists every route.'),
  SESSION_NOT_FOUND: define(404, false, 'Check the session id; the session may have been deleted.'),
  RUN_NOT_FOUND: define(404, false, 'Check the run id; its session may have been deleted.'),
  PERMISSION_NOT_FOUND: define(404, false, 'Check the permission id; list the pending ones with permissions.list.'),
  QUESTION_NOT_FOUND: define(404, false, 'Check the question id; list the pending ones with questions.list.'),
  TOOL_CALL_NOT_FOUND: define(404, false, 'Check the tool call id; the session’s events name them.'),
  CHECKPOINT_NOT_FOUND: define(404, false, 'Check the checkpoint id; list them with checkpoints.list.'),
  ATTACHMENT_NOT_FOUND: define(
    404,
    false,
    'Upload the file to this session first, or send its content with the input.',
  ),
  AGENT_NOT_FOUND: define(404, false, 'Register the agent first, or use one that agents.list names.'),
  RULE_NOT_FOUND: define(404, false, 'Check the rule id; it may have been revoked or have expired.'),
  WEBHOOK_NOT_FOUND: define(404, false, 'Check the webhook id; list them with webhooks.list.'),
  DELIVERY_NOT_FOUND: define(404, false, 'Check the delivery id; list them with webhooks.deliveries.'),
  METHOD_NOT_ALLOWED: define(405, false, 'Use a method that the route offers; /openapi.json lists them.'),
  AWAIT_TIMEOUT: define(408, true, 'The run goes on; wait again or follow its events.'),
  INVALID_TRANSITION: define(409, false, 'The session’s state does not allow this; `detail` says what it does allow.'),
  SESSION_EXISTS: define(409, false, 'Use another id, or get the session that has it.'),
  SESSION_BUSY: define(409, true, 'Wait for the executing run, or submit with strategy `enqueue` or `interrupt`.'),
  SESSION_COMPLETED: define(409, false, 'Resume the session to reopen it.'),
  SESSION_ARCHIVED: define(409, false, 'Unarchive the session first.'),
  SESSION_CRASHED: define(409, false, 'Recover the session first (continue, retry or abandon).'),
  SESSION_RUNNING: define(409, true, 'Cancel the executing run first, or pass `force`.'),
  SESSION_HAS_WORK: define(409, false, 'Cancel the executing run first; pass `cancelQueued: true` to drop the queue.'),
  ALREADY_ANSWERED: define(409, false, 'Somebody was first; `detail` has the answer that stands.'),
  ALREADY_SETTLED: define(409, false, 'The tool call is settled; `detail` says how.'),
  RUN_NOT_QUEUED: define(409, false, 'Only a run that has not started can be edited or moved; cancel it instead.'),
  IDEMPOTENCY_MISMATCH: define(409, false, 'Use a new idempotency key for a different request.'),
  AGENT_EXISTS: define(409, false, 'Update the agent, or register under another id.'),
  AGENT_IN_USE: define(409, false, 'Complete or delete its sessions first, or pass `force`.'),
  VERSION_MISMATCH: define(412, false, 'Read it again, apply the change to what it is now, and send the new version.'),
  BODY_TOO_LARGE: define(413, false, 'Send less at once; `detail` has the limit.'),
  UNSUPPORTED_MEDIA_TYPE: define(415, false, 'Send JSON with `Content-Type: application/json`.'),
  QUEUE_FULL: define(429, true, 'Wait until a run of this session settles, or cancel a queued one.'),
  RUN_NOT_RUNNABLE: define(409, false, 'The agent’s runner is not available on this server; see system.info.'),
  SHUTTING_DOWN: define(503, true, 'The server is stopping; connect again and go on with your cursor.'),
  STORE_UNAVAILABLE: define(503, true, 'The database did not take the change, so nothing has happened; try again.'),
  INTERNAL: define(500, true, 'An error of Sojourn; the server’s log has it under the request id.'),
  RUNNER_FAILED: define(500, false, 'The agent’s runner failed; `message` has its own words.'),
  RUNNER_CRASHED: define(500, true, 'The runner broke off; the run is tried again while attempts are left.'),
  HOST_LOST: define(500, true, 'The process that executed the run died; recover the session or submit again.'),
  BUDGET_EXCEEDED: define(429, false, 'Raise `limits.budget` of the session, then send the input again.'),
  RUN_TIMED_OUT: define(408, false, 'Raise `timeoutMs` of the run or `limits.runTimeoutMs` of the session.'),
  PERMISSION_DENIED: define(403, false, 'A person or rule said no; change the request or the rule.'),
  PERMISSION_EXPIRED: define(
    403,
    false,
    'Nobody answered in time; raise `limits.permissionTimeoutMs` or watch the inbox.',
  ),
  TOOL_FAILED: define(500, false, 'The tool reported an error; its call has the details.'),
  TOOL_INTERRUPTED: define(500, true, 'The attempt ended before the tool did.'),
  AGENT_AUTH_REQUIRED: define(401, false, 'Log the agent in or set its key; `message` says how.'),
  // What the provider of a language model says.
  MODEL_UNAUTHORIZED: define(401, false, 'The provider does not take the agent’s key; set a valid one.'),
  MODEL_FORBIDDEN: define(
    403,
    false,
    'The agent’s key may not use this model; choose another, or give the key access.',
  ),
  MODEL_NOT_FOUND: define(
    404,
    false,
    'Check the agent’s `model` and `baseURL`; a local model may have to be pulled first.',
  ),
  MODEL_REFUSED: define(400, false, 'The provider does not take the request; `message` has its own words.'),
  MODEL_CONTEXT_TOO_LONG: define(
    413,
    false,
    'Shorten the input, compact the session, or use a model with a larger window.',
  ),
  MODEL_RATE_LIMITED: define(
    429,
    true,
    'The provider’s limit is reached; the run is tried again while attempts are left.',
  ),
  MODEL_OVERLOADED: define(
    503,
    true,
    'The provider has too much to do; the run is tried again while attempts are left.',
  ),
  MODEL_FAILED: define(502, true, 'The provider failed; the run is tried again while attempts are left.'),
  MODEL_UNREACHABLE: define(
    502,
    true,
    'Check that the model’s server runs at the agent’s `baseURL` and can be reached.',
  ),
  MODEL_DISCONNECTED: define(502, true, 'The connection broke in the middle of an answer; the run is tried again.'),
  MODEL_SILENT: define(
    408,
    true,
    'The model said nothing for too long; raise the agent’s `silenceTimeoutMs` if it is slow.',
  ),
  // What a client finds out by itself.
  SERVER_UNREACHABLE: define(
    503,
    true,
    'Check the address, and that the server runs there: `sojourn serve` starts one.',
  ),
  BAD_RESPONSE: define(
    502,
    true,
    'Something else than a Sojourn server answered, or a proxy before it; check the address.',
  ),
} as const satisfies Record<string, ReturnType<typeof define>>

export type ErrorCode = keyof typeof errorCatalogue
export const errorCodes = Object.keys(errorCatalogue) as ErrorCode[]
export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorCatalogue, code)

/** One wrong value of a request: where, and what about it. */
export interface ErrorIssue {
  path: string
  message: string
}

/** How an error travels: the body of REST's problem+json, and `error.data.problem` of tRPC. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail: string
  retryable: boolean
  issues?: ErrorIssue[]
  /** More for programs: the answer that stands, the version it is at … */
  meta?: Record<string, unknown>
}

interface ErrorDetails {
  issues?: ErrorIssue[]
  meta?: Record<string, unknown>
  cause?: unknown
}

/** The one error class; whatever a caller can do something about is one of these. */
export class SojournError extends Error {
  override readonly name = 'SojournError'
  readonly code: ErrorCode
  readonly issues: ErrorIssue[] | undefined
  readonly meta: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.issues = details.issues
    this.meta = details.meta
  }

  get status(): number {
    return errorCatalogue[this.code].status
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable
  }

  /** What to do about it. */
  get advice(): string {
    return errorCatalogue[this.code].advice
  }

  toProblem(): Problem {
    const title = this.code.charAt(0) + this.code.slice(1).toLowerCase().replaceAll('_', ' ')
    const problem: Problem = {
      type: `urn:sojourn:error:${this.code}`,
      title,
      status: this.status,
      code: this.code,
      detail: this.message,
      retryable: this.retryable,
    }
    if (this.issues) problem.issues = this.issues
    if (this.meta) problem.meta = this.meta
    return problem
  }
}
