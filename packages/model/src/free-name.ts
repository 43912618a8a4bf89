/**
 * A name that nobody has, near the one that was wanted: `Routes 2` where there is `Routes`. Names that differ only in
 * their case are the same one.
 *
 * @param longest characters of a name
 */
export function freeName(wanted: string, taken: readonly string[], longest: number): string {
  const plain = new Set(taken.map((name) => name.toLowerCase()));
  if (!plain.has(wanted.toLowerCase())) return wanted;
  const [, stem = wanted, number] = /^(.*\S)\s+(\d{1,6})$/s.exec(wanted) ?? [];
  for (let next = Number(number ?? 1) + 1; ; next++) {
    const end = ` ${next}`;
    const name = `${stem.slice(0, longest - end.length).trimEnd()}${end}`;
    if (!plain.has(name.toLowerCase())) return name;
  }
}
