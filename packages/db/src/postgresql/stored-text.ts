/** Escapes of NUL and of surrogates, for which PostgreSQL's texts have no place when nothing else makes a pair of them. */
const suspicious = /\\u(?:0000|d[89a-f])/

/** A text as PostgreSQL can store it: what it cannot is replaced by the sign for that, U+FFFD, as SQLite does. */
export const toStoredText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')

/** Rows as one JSON parameter. JSON within the rows keeps every escape: there it is a text of plain letters. */
export const toJsonParameter = (rows: readonly object[]): string => {
  const json = JSON.stringify(rows)
  if (!suspicious.test(json)) return json
  return JSON.stringify(rows, (_column, value: unknown) => (typeof value === 'string' ? toStoredText(value) : value))
}

/** A parameter of a query: what cannot be stored cannot be found either, and is no error. */
export const toParameter = (value: unknown): unknown => (typeof value === 'string' ? toStoredText(value) : value)
