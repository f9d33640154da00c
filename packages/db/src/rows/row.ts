/**
 * A row of a Prisma model as either reader gives it: Prisma says bigint and boolean where the driver says number.
 */
export type Row<Model> = {
  [Column in keyof Model]: bigint extends NonNullable<Model[Column]>
    ? Model[Column] | number
    : boolean extends NonNullable<Model[Column]>
      ? Model[Column] | number
      : Model[Column]
}

/** Reads a JSON column. */
export const fromJson = <Value>(text: string): Value => JSON.parse(text) as Value

/** Reads a JSON column that may be absent: no text is JSON's null. */
export const fromJsonOrNull = <Value>(text: string | null): Value | null => (text === null ? null : fromJson(text))

/** Writes a JSON column; null becomes an absent text. */
export const toJsonOrNull = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value)

export const toNumberOrNull = (value: bigint | number | null): number | null => (value === null ? null : Number(value))
