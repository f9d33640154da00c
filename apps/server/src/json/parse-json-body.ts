import { SojournError } from '@sojourn/contract/error'

/** Deeper than anything people send, far shallower than what overflows a stack. */
const MAX_DEPTH = 64

const QUOTE = 34
const BACKSLASH = 92

const isOpening = (code: number): boolean => code === 91 || code === 123
const isClosing = (code: number): boolean => code === 93 || code === 125

/** How deeply arrays and objects are nested, without building them. What is in strings does not count. */
const depthOf = (json: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (inString) {
      if (code === BACKSLASH) at++
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (isOpening(code)) deepest = Math.max(deepest, ++depth)
    else if (isClosing(code)) depth--
  }
  return deepest
}

/** The key as it is, or any of its letters escaped: rare enough to look closer then. */
const maySayPrototype = /__proto__|\\u00(?:5f|6f|7[024])/i

const refusePrototype = (key: string, value: unknown): unknown => {
  if (key === '__proto__') throw new SojournError('VALIDATION_FAILED', 'A key may not be called __proto__')
  return value
}

const parse = (json: string, reviver?: typeof refusePrototype): unknown => {
  try {
    return JSON.parse(json, reviver)
  } catch (error) {
    if (error instanceof SojournError) throw error
    throw new SojournError('VALIDATION_FAILED', 'This is not valid JSON', { cause: error })
  }
}

/**
 * Throws BODY_TOO_DEEP for JSON that is nested too deeply, before anything is built, and VALIDATION_FAILED for a key
 * `__proto__`, which would change what objects that are merged with it inherit.
 */
export const refuseUnsafeJson = (json: string): void => {
  if (json.length > MAX_DEPTH && depthOf(json) > MAX_DEPTH) {
    throw new SojournError('BODY_TOO_DEEP', `JSON may be nested ${MAX_DEPTH} levels deep`)
  }
  if (maySayPrototype.test(json)) parse(json, refusePrototype)
}

/** Parses JSON from outside; throws what `refuseUnsafeJson` does, and VALIDATION_FAILED when it is not JSON at all. */
export const parseJsonBody = (json: string): unknown => {
  refuseUnsafeJson(json)
  return parse(json)
}
