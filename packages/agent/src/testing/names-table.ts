/**
 * Whether a statement works on a table, however both are written: mappers quote every name (`"public"."slots"`, `` `slots` ``,
 * `[dbo].[slots]`), people hardly ever do.
 */

/** A name with its schema, parts quoted or not: the pieces between spaces, where no quotes are around the space. */
const NAMES = /(?:"[^"]*"|`[^`]*`|\[[^\]]*\]|[^\s"`[])+/g;
const PARTS = /"([^"]*)"|`([^`]*)`|\[([^\]]*)\]|([^."`[]+)/g;

/**
 * @param summary of the statement: `SELECT "weeks" "public"."slots"`
 * @param table `slots` in any schema, or with its own: `public.slots`
 */
export function namesTable(summary: string, table: string): boolean {
  const wanted = partsOf(table);
  const [, ...names] = summary.match(NAMES) ?? [];
  return names.some((name) => {
    const parts = partsOf(name);
    const from = parts.length - wanted.length;
    return from >= 0 && wanted.every((part, at) => part === parts[from + at]);
  });
}

/** Databases differ in whether case counts; a test that counts one table too many is noticed, one too few is not. */
function partsOf(name: string): string[] {
  return [...name.matchAll(PARTS)].map((found) =>
    (found[1] ?? found[2] ?? found[3] ?? found[4] ?? '').trim().toLowerCase(),
  );
}
