import type { CallToolResult } from '@ai-sdk/mcp'
import type { JsonValue } from '@sojourn/contract/json'
import { z } from 'zod'
import { boundedWords } from '../loop/tool-output.ts'
import type { Picture } from '../tools/agent-tool.ts'

/** Characters of a result's text that are kept. */
const maxWords = 100_000
/** Pictures of a result that are kept, and the longest of them, characters of base64. */
const maxPictures = 4
const maxPicture = 2_000_000

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() })
const dataPart = z.looseObject({ type: z.string(), mimeType: z.string().optional(), data: z.string().optional() })
const linkPart = z.looseObject({ type: z.literal('resource_link'), uri: z.string(), name: z.string().optional() })
const resourcePart = z.looseObject({ type: z.literal('resource'), resource: z.looseObject({ text: z.string() }) })
const picturePart = z.object({
  type: z.literal('image'),
  mimeType: z.string().regex(/^image\/(png|jpeg|gif|webp)$/),
  data: z.base64().max(maxPicture),
})

/** What is kept of a result with pictures, as MCP has it; of one without there are only the words. */
const keptParts = z.object({ content: z.tuple([textPart], picturePart) })

/** A part of a result in words: text as it is, pictures and sounds by what they are. */
const wordsOfPart = (part: unknown): string => {
  const text = textPart.safeParse(part)
  if (text.success) return text.data.text
  const resource = resourcePart.safeParse(part)
  if (resource.success) return resource.data.resource.text
  const link = linkPart.safeParse(part)
  if (link.success) return `[${link.data.name ?? 'resource'}: ${link.data.uri}]`
  const data = dataPart.safeParse(part)
  if (!data.success) return JSON.stringify(part)
  const { type, mimeType, data: bytes } = data.data
  return `[${type}${mimeType === undefined ? '' : ` ${mimeType}`}${bytes === undefined ? '' : `, ${bytes.length} characters of base64`}]`
}

const partsOf = (result: CallToolResult): readonly unknown[] | null =>
  'content' in result && Array.isArray(result.content) ? result.content : null

/** A result in words, pictures named only. */
export const wordsOfResult = (result: CallToolResult): string => {
  const parts = partsOf(result)
  if (parts === null) return boundedWords(JSON.stringify(result), maxWords)
  const words = parts.map(wordsOfPart).join('\n')
  const isStructured = words === '' && 'structuredContent' in result && result.structuredContent !== undefined
  return boundedWords(isStructured ? JSON.stringify(result.structuredContent) : words, maxWords)
}

/** What the ledger keeps of a result: its words, and the pictures that are not too many or too large. */
export const resultToKeep = (result: CallToolResult): JsonValue => {
  const text = wordsOfResult(result)
  const pictures = (partsOf(result) ?? []).flatMap((part) => picturePart.safeParse(part).data ?? [])
  if (pictures.length === 0) return text
  return { content: [{ type: 'text', text }, ...pictures.slice(0, maxPictures)] }
}

export const keptWords = (result: JsonValue): string => {
  if (typeof result === 'string') return result
  return keptParts.safeParse(result).data?.content[0].text ?? JSON.stringify(result)
}

export const keptPictures = (result: JsonValue): readonly Picture[] => {
  const [, ...pictures] = keptParts.safeParse(result).data?.content ?? [null]
  return pictures
}
