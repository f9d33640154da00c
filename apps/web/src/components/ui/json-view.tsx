'use client'

import type { JsonValue } from '@sojourn/contract/json'
import { JsonView as Tree } from 'react-json-view-lite'

const value = 'break-words [overflow-wrap:anywhere]'
const style = {
  container: 'font-mono text-xs leading-5',
  basicChildStyle: 'pl-3',
  childFieldsContainer: '',
  label: 'mr-1 text-muted-foreground',
  clickableLabel: 'mr-1 cursor-pointer text-muted-foreground hover:text-foreground',
  nullValue: `text-json-literal ${value}`,
  undefinedValue: `text-json-literal ${value}`,
  numberValue: `text-json-number ${value}`,
  stringValue: `text-json-string whitespace-pre-wrap ${value}`,
  booleanValue: `text-json-literal ${value}`,
  otherValue: value,
  punctuation: 'text-subtle-foreground',
  expandIcon: 'mr-1 -ml-3 inline-block w-2 cursor-pointer text-center text-subtle-foreground before:content-["▸"]',
  collapseIcon: 'mr-1 -ml-3 inline-block w-2 cursor-pointer text-center text-subtle-foreground before:content-["▾"]',
  collapsedContent: 'cursor-pointer text-subtle-foreground before:content-["…"]',
  noQuotesForStringValues: false,
  quotesForFieldNames: false,
  stringifyStringValues: false,
  ariaLables: { collapseJson: 'collapse', expandJson: 'expand' },
}

/** JSON as a tree that folds; scalars as they are. */
export function JsonView({ data, label, depth = 3 }: { data: JsonValue; label: string; depth?: number }) {
  if (typeof data !== 'object' || data === null) {
    return <pre className="whitespace-pre-wrap break-words font-mono text-xs leading-5">{JSON.stringify(data)}</pre>
  }
  return (
    <div className="pl-3">
      <Tree
        data={data}
        aria-label={label}
        style={style}
        shouldExpandNode={(level) => level < depth}
        clickToExpandNode
      />
    </div>
  )
}
