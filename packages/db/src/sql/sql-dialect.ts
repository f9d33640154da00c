/** A piece of SQL with the values of its placeholders, which are question marks. */
export interface Fragment {
  sql: string
  values: readonly unknown[]
}

/** Where the databases' SQL differs. Both take quoted names, and need them for columns with capitals. */
export interface SqlDialect {
  /** That a title or transcript of the session `s` has a word that begins with this one ([S11]). */
  hasWord: (word: string) => Fragment
  /** The ids of all such sessions, of every project. */
  sessionsWithWord: (word: string) => Fragment
  /** What follows a text column when its value must be one of a list of texts, the placeholder's value. */
  isOneOf: string
  /** The list for `isOneOf`. */
  toList: (texts: readonly string[]) => string
  /** That an event's `data` is of one of these blocks. */
  isOfBlock: (blockIds: readonly string[]) => Fragment
}

export const allOf = (conditions: readonly Fragment[]): Fragment => ({
  sql: ['TRUE', ...conditions.map((condition) => condition.sql)].join(' AND '),
  values: conditions.flatMap((condition) => condition.values),
})
