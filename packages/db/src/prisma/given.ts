type Given<Filters> = { [Key in keyof Filters]?: NonNullable<Filters[Key]> }

/** The filters that have a value, as a Prisma condition. */
export const given = <Filters extends Record<string, string | undefined>>(filters: Filters): Given<Filters> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Given<Filters>
