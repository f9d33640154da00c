import type { SizeExemption } from './size-exemptions.ts'
import type { SourceFile } from './workspace.ts'

const LINES = 300
/** No exemption reaches further. */
const LINES_AT_MOST = 500

/** Sentences on files that are too long and on exemptions that are no longer needed; empty when all is well. */
export function sizeFaults(files: readonly SourceFile[], exemptions: readonly SizeExemption[]): string[] {
  const lengths = new Map(files.map((file) => [file.path, lineCount(file.text)]))
  const limits = new Map(exemptions.map((exemption) => [exemption.path, Math.min(exemption.lines, LINES_AT_MOST)]))
  const tooLong = [...lengths].flatMap(([path, lines]) => {
    const limit = limits.get(path) ?? LINES
    return lines > limit ? [`${path}: ${lines} lines, ${limit} allowed. Split it by what it does.`] : []
  })
  const outlived = exemptions.flatMap(({ path }) => {
    const lines = lengths.get(path)
    return lines === undefined || lines <= LINES ? [`${path}: needs no exemption any more; remove it.`] : []
  })
  return [...tooLong, ...outlived]
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
