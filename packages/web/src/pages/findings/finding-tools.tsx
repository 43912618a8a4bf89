import { FINDING_KIND_TITLES, FINDING_KINDS } from '@tracebin/model';
import { FilterField } from '../../table/filter-field.tsx';
import type { ChangeOf } from '../../table/use-change-search.ts';
import { type FindingOrder, type FindingsSearch, ORDERS, STATUSES } from './findings-search.ts';

interface FindingToolsProps {
  count: number;
  search: FindingsSearch;
  change: (change: ChangeOf<FindingsSearch>, replace?: boolean) => void;
}

/** Which findings are shown, and in what order. */
export function FindingTools({ count, search, change }: FindingToolsProps) {
  return (
    <div className="tools">
      <FilterField
        noun="finding"
        count={count}
        value={search.filter}
        change={(wanted) => change({ filter: wanted }, true)}
      />
      <Choice
        label="kind"
        value={search.kind}
        choices={FINDING_KINDS.map((each) => [each, FINDING_KIND_TITLES[each]])}
        choose={(chosen) => change({ kind: FINDING_KINDS.find((each) => each === chosen) })}
      />
      <Choice
        label="status"
        value={search.status}
        choices={STATUSES.map((each) => [each, each === 'back' ? 'back again' : each])}
        choose={(chosen) => change({ status: STATUSES.find((each) => each === chosen) })}
      />
      <Choice
        label="order"
        all="costliest first"
        value={search.sort}
        choices={Object.entries(ORDERS)}
        choose={(chosen) => change({ sort: chosen as FindingOrder | undefined })}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  /** Where nothing is chosen; `all` where absent. */
  all?: string;
  value: string | undefined;
  choices: readonly (readonly [value: string, label: string])[];
  choose: (value: string | undefined) => void;
}

const Choice = ({ label, all = 'all', value, choices, choose }: ChoiceProps) => (
  <label className="finding-choice small">
    <span className="muted">{label}</span>
    <select
      className="field"
      value={value ?? ''}
      onChange={(event) => choose(event.target.value || undefined)}
    >
      <option value="">{all}</option>
      {value !== undefined && choices.every(([each]) => each !== value) && (
        <option value={value}>{value}</option>
      )}
      {choices.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  </label>
);
