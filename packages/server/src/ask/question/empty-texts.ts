/**
 * Which attributes can be told from missing ones by their text alone. A map answers a missing key with the empty text, so
 * `mapContains` has to say which it is, and reads every key and value of the map: 2,799 MB and 5.2 s of CPU for one
 * attribute of 10.6 million spans, against 33 MB and 0.8 s for its values. Hardly any sender sends empty texts, and an
 * index knows where: 25 ms of CPU for a day of ten million spans. Of what it cannot rule out, first the one attribute is
 * read, and the map only where that is empty. So it is only asked about the events that are read.
 */
import { ATTRIBUTE_MAPS, type AttributeMap } from '../attribute-condition.ts';
import type { AttributeMaps } from './field-book.ts';
import type { QuestionRun } from './question-run.ts';

/** The engine holds the first form against the filters of values, and the second against what it knows of each granule. */
const holdsEmptyText = (map: AttributeMap): string =>
  `has(mapValues(${map}), '') AND has(mapValues(${map}), '') = 1`;

const TEXT_MAPS: readonly AttributeMap[] = ['strings', 'resource'];

/**
 * @param among condition on the events that the answer is read from
 * @param names of attributes
 * @returns those of which no such event has an empty text: all or none of the names
 */
export async function textsNeverEmpty(
  run: QuestionRun,
  among: string,
  names: readonly string[],
  maps: AttributeMaps = () => undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set(names);
  const byMap = new Map<AttributeMap, { isEmpty: string; isThere: string }[]>();
  for (const key of keys) {
    for (const map of maps(key) ?? ATTRIBUTE_MAPS) {
      if (!TEXT_MAPS.includes(map)) continue;
      const name = run.bound.add('String', key);
      const look = { isEmpty: `${map}[${name}] = ''`, isThere: `mapContains(${map}, ${name})` };
      byMap.set(map, [...(byMap.get(map) ?? []), look]);
    }
  }
  if (byMap.size === 0) return keys;
  const parts = [...byMap].map(([map, looks]) => {
    const areEmpty = looks.map(({ isEmpty }) => isEmpty).join(' OR ');
    const areThere = looks.map(({ isEmpty, isThere }) => `${isEmpty} AND ${isThere}`).join(' OR ');
    return `SELECT 1 FROM events PREWHERE ${among} AND (${areEmpty})
      WHERE ${holdsEmptyText(map)} AND (${areThere}) LIMIT 1`;
  });
  const found = await run.lookAhead(parts.join('\nUNION ALL '));
  return found?.rows === 0 ? keys : new Set();
}
