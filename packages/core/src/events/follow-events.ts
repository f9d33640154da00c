import type { LoggedEvent } from './logged-event.ts'

/** `synced` comes once, when the follower has caught up; its seq is the last event delivered before it. */
export type FollowFrame = { kind: 'events'; events: readonly LoggedEvent[] } | { kind: 'synced'; seq: number }
