import type { AppendRequest } from '@sojourn/core/ports/session-store'
import { toRuleRow } from '../rows/registry-row.ts'
import { onConflictUpdate, ruleTarget } from '../rows/work-rows.ts'
import { lastOfEach } from './flush-statement.ts'
import type { Statements } from './postgresql-database.ts'
import { toJsonParameter } from './stored-text.ts'

const clearTags = `DELETE FROM tag t USING json_populate_recordset(null::tag, $1::json) c
  WHERE t."projectId" = c."projectId" AND t.tag = c.tag AND t."sessionId" = c."sessionId"`

/** In the order of the key, so that two flushes that move the same tags wait for each other. */
const setTags = `INSERT INTO tag SELECT * FROM json_populate_recordset(null::tag, $1::json) ORDER BY "projectId", tag
  ON CONFLICT ("projectId", tag) DO UPDATE SET "sessionId" = excluded."sessionId"`

/** Whether a request writes rows that may also belong to others, which takes a statement of its own. */
export const writesSharedRows = ({ rules, setTags: set, clearTags: cleared }: AppendRequest): boolean =>
  rules.length + set.length + cleared.length > 0

/** Writes rules and points tags. A tag that one request clears and another sets ends where it is set. */
export const writeSharedRows = async (statements: Statements, requests: readonly AppendRequest[]): Promise<void> => {
  const write = async (sql: string, rows: readonly object[]): Promise<void> => {
    if (rows.length > 0) await statements.rows(sql, toJsonParameter(rows))
  }
  const toTagRow = (tag: string, { projectId, id }: AppendRequest['record']) => ({ projectId, tag, sessionId: id })
  await write(
    clearTags,
    requests.flatMap((request) => request.clearTags.map((tag) => toTagRow(tag, request.record))),
  )
  const set = requests.flatMap((request) => request.setTags.map((tag) => toTagRow(tag, request.record)))
  await write(setTags, lastOfEach(['projectId', 'tag'], set))
  const rules = requests.flatMap((request) => request.rules.map(toRuleRow))
  const [rule] = rules
  if (rule === undefined) return
  const insertRules = `INSERT INTO rule SELECT * FROM json_populate_recordset(null::rule, $1::json)
    ${onConflictUpdate(ruleTarget, Object.keys(rule))}`
  await write(insertRules, lastOfEach(ruleTarget.key, rules))
}
