import type { ComparisonAnswer } from '@tracebin/model';
import { ChoiceFilter } from '../../controls/choice-filter.tsx';
import type { ChangeOf } from '../../table/use-change-search.ts';
import { comparisonRows, VERDICT_WORDS, verdictCounts } from './comparison-rows.ts';
import type { DeploysSearch } from './deploys-search.ts';
import { TimeChoice } from './time-choice.tsx';

interface ComparisonHeadProps {
  title: string | undefined;
  data: ComparisonAnswer | undefined;
  search: DeploysSearch;
  /** Chooses another comparison. */
  change: (change: ChangeOf<DeploysSearch>) => void;
  nowMs: number;
}

/** What is compared with what, how it came out, and the choice of two other versions or times. */
export function ComparisonHead({ title = 'Compare', data, search, change, nowMs }: ComparisonHeadProps) {
  const { service, version, before } = search;
  const versions = data?.versions ?? [];
  const counts = data === undefined ? [] : verdictCounts(comparisonRows(data));
  /** What the other side becomes: it gives way to what is chosen on this one, as a version is not compared with itself. */
  const beside = (wanted: string | undefined, here: string | undefined, there: string | undefined) =>
    (there === wanted ? here : there) ?? versions.find((each) => each !== wanted);
  return (
    <div className="sec comparison-head">
      <h2>{title}</h2>
      {service !== undefined && versions.length > 1 && (
        <span className="row">
          <ChoiceFilter
            label="after"
            value={version}
            choices={versions}
            choose={(wanted) => change({ version: wanted, before: beside(wanted, version, before) })}
          />
          <ChoiceFilter
            label="before"
            value={before}
            choices={versions}
            choose={(wanted) => change({ before: wanted, version: beside(wanted, before, version) })}
          />
        </span>
      )}
      {counts.length > 0 && (
        <span className="counts">
          {counts.map(({ verdict, count }) => (
            <span
              key={verdict}
              className={verdict === 'worse' ? 'bad' : verdict === 'improved' ? 'good' : 'soft'}
            >
              {count} {VERDICT_WORDS[verdict]}
            </span>
          ))}
        </span>
      )}
      <span className="right">
        <TimeChoice
          before={timesOf(data?.before, nowMs - 7_200_000)}
          after={timesOf(data?.after, nowMs - 3_600_000)}
          choose={change}
        />
      </span>
    </div>
  );
}

const timesOf = (side: { from: string; to: string } | undefined, otherwise: number) =>
  side === undefined
    ? { from: otherwise, to: otherwise + 3_600_000 }
    : { from: Date.parse(side.from), to: Date.parse(side.to) };
