/** Number of a group in the table by its values. */
export function groupIndex(
  groups: readonly (readonly (string | null)[])[],
  count: number,
): (values: readonly (string | null)[]) => number | undefined {
  const index = new Map<string, number>();
  for (let row = 0; row < count; row++) index.set(JSON.stringify(groups.map((column) => column[row])), row);
  return (values) => index.get(JSON.stringify(values));
}
