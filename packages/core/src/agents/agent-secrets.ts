import { maskedSecret } from '@sojourn/contract/agent'
import type { JsonObject, JsonValue } from '@sojourn/contract/json'

/** Keys whose text is a secret, unless they only name where it is (`apiKeyEnv`). */
const secretKey = /key|token|secret|password|passphrase|authorization|credential|cookie/i
const namesPlace = /env$/i

const isSecret = (key: string): boolean => secretKey.test(key) && !namesPlace.test(key)

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const walk = (
  value: JsonValue,
  secret: (text: string, path: readonly string[]) => string,
  path: readonly string[] = [],
): JsonValue => {
  if (Array.isArray(value)) return value.map((item, at) => walk(item, secret, [...path, String(at)]))
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, secret, [...path, key])]))
  }
  return typeof value === 'string' && isSecret(path.at(-1) ?? '') ? secret(value, path) : value
}

const at = (value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)]
    return isObject(inner) ? inner[key] : undefined
  }, value)

/** Settings as they may be shown: every secret reads `•••`. */
export const maskSecrets = (settings: JsonObject): JsonObject => walk(settings, () => maskedSecret) as JsonObject

/** Settings as a client sent them back: a secret that still reads `•••` keeps its stored value. */
export const keepSecrets = (sent: JsonObject, stored: JsonObject): JsonObject =>
  walk(sent, (text, path) => {
    const kept = text === maskedSecret ? at(stored, path) : text
    return typeof kept === 'string' ? kept : text
  }) as JsonObject
