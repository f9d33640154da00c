import { FilePen, FileText, FolderOpen, Globe, Hourglass, type LucideIcon, SquareTerminal, Wrench } from 'lucide-react'

const byTool: readonly (readonly [RegExp, LucideIcon])[] = [
  [/^(shell|bash|terminal|exec)/i, SquareTerminal],
  [/(web|fetch|http|search|browser)/i, Globe],
  [/^(wait|sleep)/i, Hourglass],
]

const iconOf = (toolId: string, operation: string): LucideIcon => {
  if (/^(list|glob|find)/i.test(operation)) return FolderOpen
  if (/^(write|edit|patch|create|delete)/i.test(operation)) return FilePen
  if (/^(read|get)/i.test(operation)) return FileText
  return byTool.find(([pattern]) => pattern.test(toolId))?.[1] ?? Wrench
}

export function ToolIcon({ toolId, operation }: { toolId: string; operation: string }) {
  const Icon = iconOf(toolId, operation)
  return <Icon className="size-4 shrink-0 text-muted-foreground" aria-hidden />
}
