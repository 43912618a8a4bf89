import { formatHours } from '../../format/numbers.ts';
import { rangeName, rangePresets, relativeSpanMs } from '../../time/time-range.ts';
import type { FindTracesSearch } from './find-traces-search.ts';
import type { ChangeSearch, SearchChange } from './use-change-search.ts';

interface NoTracesProps {
  search: FindTracesSearch;
  retentionHours: number;
  change: ChangeSearch;
}

/** Nothing matched: what was asked for, and each thing that could be asked for less. */
export function NoTraces({ search, retentionHours, change }: NoTracesProps) {
  const ways = waysToRelax(search, retentionHours);
  const only = ways.length === 0;
  return (
    <section className="notice no-traces">
      <h1>No trace matches</h1>
      <p className="soft">
        {only
          ? `Nothing ran in all of the ${formatHours(retentionHours)} this bin keeps.`
          : 'All of this must hold at once, service, name, attributes and errors on the same span. Leave one out:'}
      </p>
      <ul>
        {ways.map((way) => (
          <li key={way.label}>
            <button type="button" className="link-button" onClick={() => change(way.change)}>
              {way.label}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function waysToRelax(
  search: FindTracesSearch,
  retentionHours: number,
): { label: string; change: SearchChange }[] {
  const ways: { label: string; change: SearchChange }[] = [];
  const { service, name, attribute = [], minDuration, maxDuration, errors } = search;
  if (service !== undefined)
    ways.push({ label: `Any service, not only ${service}`, change: { service: undefined } });
  if (name !== undefined)
    ways.push({ label: `Any span name, not only ${name}`, change: { name: undefined } });
  for (const each of attribute) {
    const rest = attribute.filter((other) => other !== each);
    ways.push({
      label: `Without ${each}`,
      change: { attribute: rest.length === 0 ? undefined : rest },
    });
  }
  if (minDuration !== undefined)
    ways.push({ label: `Also shorter than ${minDuration}`, change: { minDuration: undefined } });
  if (maxDuration !== undefined)
    ways.push({ label: `Also longer than ${maxDuration}`, change: { maxDuration: undefined } });
  if (errors) ways.push({ label: 'Also without errors', change: { errors: undefined } });
  const longest = rangePresets(retentionHours).at(-1);
  if (longest !== undefined && !covers(search, longest.from))
    ways.push({
      label: `${longest.label}, not only ${rangeName(search)?.toLowerCase() ?? 'this range'}`,
      change: { from: longest.from, to: undefined },
    });
  return ways;
}

const covers = (search: FindTracesSearch, from: string): boolean =>
  search.to === undefined &&
  search.from !== undefined &&
  (relativeSpanMs(search.from) ?? 0) >= (relativeSpanMs(from) ?? 0);
