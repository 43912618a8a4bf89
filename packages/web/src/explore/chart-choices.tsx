import type { ChartKind, ExploreSearch } from '../pages/explore/explore-search.ts';
import type { ChangeOf } from '../table/use-change-search.ts';

interface ChartChoicesProps {
  kind: ChartKind;
  isLog: boolean;
  change: (change: ChangeOf<ExploreSearch>) => void;
  csv: () => void;
  json: () => void;
}

const KINDS: readonly { kind: ChartKind; label: string }[] = [
  { kind: 'line', label: 'Lines' },
  { kind: 'stacked', label: 'Stacked' },
  { kind: 'bar', label: 'Bars' },
  { kind: 'stat', label: 'Totals' },
];

/** How the numbers are drawn, and the numbers as a file. */
export const ChartChoices = ({ kind, isLog, change, csv, json }: ChartChoicesProps) => (
  <div className="tab-tools small">
    <span className="seg">
      {KINDS.map((each) => (
        <button
          key={each.kind}
          type="button"
          aria-pressed={each.kind === kind}
          onClick={() => change({ chart: each.kind === 'line' ? undefined : each.kind })}
        >
          {each.label}
        </button>
      ))}
    </span>
    {kind === 'line' && (
      <label className="row">
        <input
          type="checkbox"
          checked={isLog}
          onChange={(event) => change({ log: event.target.checked ? true : undefined })}
        />
        log scale
      </label>
    )}
    <span className="row right">
      <button type="button" className="link-button" onClick={csv}>
        Download CSV
      </button>
      <button type="button" className="link-button" onClick={json}>
        JSON
      </button>
    </span>
  </div>
);
