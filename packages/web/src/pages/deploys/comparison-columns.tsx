import { COMPARISON_VERDICTS, formatDuration, type Nanoseconds } from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatColumnCount, formatFailed } from '../../format/numbers.ts';
import type { TableColumn } from '../../table/table-column.ts';
import { type ComparisonRow, chanceText, VERDICT_WORDS } from './comparison-rows.ts';

const hasBoth = ({ before, after }: ComparisonRow): boolean => before.hits > 0 && after.hits > 0;

const pair = (id: string, head: string, figure: 'median' | 'p95') =>
  [
    {
      id: `${id}-before`,
      head: `${head} before`,
      width: 108,
      value: ({ before }: ComparisonRow) => before[figure],
      show: ({ before }: ComparisonRow) =>
        before.hits === 0 ? <span className="zero">–</span> : <DurationQuantity duration={before[figure]} />,
    },
    {
      id,
      head: 'after',
      width: 84,
      value: ({ after }: ComparisonRow) => after[figure],
      show: ({ after }: ComparisonRow) =>
        after.hits === 0 ? <span className="zero">–</span> : <DurationQuantity duration={after[figure]} />,
    },
  ] satisfies TableColumn<ComparisonRow>[];

export const COMPARISON_COLUMNS: readonly TableColumn<ComparisonRow>[] = [
  {
    id: 'verdict',
    head: 'Verdict',
    width: 116,
    left: true,
    value: ({ verdict }) => -COMPARISON_VERDICTS.indexOf(verdict),
    show: (row) => <Verdict row={row} />,
  },
  {
    id: 'change',
    head: 'Mean change',
    width: 150,
    value: ({ before, after }) => after.mean - before.mean,
    show: (row) =>
      hasBoth(row) ? changeText(row.before.mean, row.after.mean) : <span className="zero">–</span>,
  },
  ...pair('median', 'Median', 'median'),
  ...pair('p95', 'p95', 'p95'),
  {
    id: 'hits',
    head: 'Hits',
    width: 118,
    value: ({ after }) => after.hits,
    show: ({ before, after }) => (
      <>
        <span className="muted">{formatColumnCount(before.hits)}</span> → {formatColumnCount(after.hits)}
      </>
    ),
  },
  {
    id: 'errors',
    head: 'Errors',
    width: 176,
    value: ({ after }) => (after.hits === 0 ? 0 : after.errors / after.hits),
    show: ({ before, after, errorVerdict }) => (
      <span className={errorVerdict === 'worse' ? 'bad' : undefined}>
        <span className="muted">{rateText(before.errors, before.hits)}</span> →{' '}
        {rateText(after.errors, after.hits)}
      </span>
    ),
  },
  {
    id: 'layer',
    head: 'Mostly in',
    width: 122,
    left: true,
    value: ({ layerChange }) => layerChange,
    show: (row) =>
      hasBoth(row) && row.verdict !== 'same' && row.layerChange !== 0 ? (
        <span>
          <i className={`sw l-${row.layer}`} /> {row.layer} {signed(row.layerChange)}
        </span>
      ) : null,
  },
  {
    id: 'p',
    head: 'Chance?',
    width: 84,
    value: ({ p }) => p,
    show: (row) =>
      hasBoth(row) && row.verdict !== 'too-few' ? (
        <span className="muted small">{chanceText(row.p)}</span>
      ) : null,
  },
];

export function Verdict({ row }: { row: ComparisonRow }) {
  const { verdict, errorVerdict } = row;
  const tone =
    verdict === 'worse' ? 'bad' : verdict === 'improved' ? 'good' : verdict === 'mixed' ? 'warn' : 'soft';
  return (
    <span className={`verdict ${tone}`} title={whyText(row)}>
      {VERDICT_WORDS[verdict]}
      {errorVerdict === 'worse' && <span className="bad">, fails more</span>}
      {errorVerdict === 'improved' && <span className="good">, fails less</span>}
    </span>
  );
}

function whyText({ verdict, slowerChance, tailShare, p }: ComparisonRow): string {
  if (verdict === 'new' || verdict === 'gone' || verdict === 'too-few') return VERDICT_WORDS[verdict];
  return [
    `A request after takes longer than one before in ${(slowerChance * 100).toFixed(0)} of 100 pairs`,
    `${(tailShare * 100).toFixed(1)} % take longer than the earlier p95`,
    p >= 0.1 ? 'chance explains it' : `${chanceText(p)} that chance explains it`,
  ].join('; ');
}

function changeText(before: Nanoseconds, after: Nanoseconds) {
  const percent = before === 0 ? 0 : Math.round((after / before - 1) * 100);
  return (
    <>
      {signed(after - before)} <span className="muted small">{`${percent > 0 ? '+' : ''}${percent} %`}</span>
    </>
  );
}

const signed = (duration: Nanoseconds): string =>
  `${duration > 0 ? '+' : duration < 0 ? '-' : ''}${formatDuration(Math.abs(duration))}`;

const rateText = (errors: number, hits: number): string =>
  hits === 0 ? '–' : errors === 0 ? '0 %' : formatFailed(errors / hits);
