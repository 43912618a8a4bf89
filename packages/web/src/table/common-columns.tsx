/** Columns that several tables show. */
import { formatCount, type Nanoseconds } from '@tracebin/model';
import { TrendLine } from '../charts/trend-line.tsx';
import { shownName } from '../format/numbers.ts';
import { formatAgo } from '../format/times.ts';
import { countCell, durationCell, errorsCell, rateCell, shareCell } from './cells.tsx';
import type { TableColumn } from './table-column.ts';

/** Calls of one kind: how many, how long, and what part of the time of all. */
export interface CallFigures {
  calls: number;
  perMinute: number;
  mean: Nanoseconds;
  p95: Nanoseconds;
  max: Nanoseconds;
  total: Nanoseconds;
  /** Part of the time of all rows, 0 to 1. */
  share: number;
  errors: number;
}

type CallColumns<Row> = Record<
  'calls' | 'rate' | 'mean' | 'p95' | 'max' | 'total' | 'errors',
  TableColumn<Row>
>;

export const callColumns = <Row,>(of: (row: Row) => CallFigures): CallColumns<Row> => ({
  calls: { id: 'calls', head: 'Calls', width: 84, ...countCell((row) => of(row).calls) },
  rate: { id: 'rate', head: '/min', width: 66, ...rateCell((row) => of(row).perMinute) },
  mean: { id: 'mean', head: 'Mean', width: 82, ...durationCell((row) => of(row).mean) },
  p95: { id: 'p95', head: 'Slow (p95)', width: 90, ...durationCell((row) => of(row).p95) },
  max: { id: 'max', head: 'Slowest', width: 84, ...durationCell((row) => of(row).max) },
  total: {
    id: 'total',
    head: 'Share of time',
    width: 128,
    ...shareCell(
      (row) => of(row).share,
      (row) => of(row).total,
    ),
  },
  errors: {
    id: 'errors',
    head: 'Errors',
    width: 112,
    ...errorsCell(
      (row) => of(row).errors,
      (row) => of(row).calls,
    ),
  },
});

/** @param name what the line is of, for those who cannot see it */
export const trendColumn = <Row,>(
  of: (row: Row) => readonly number[],
  name: string,
  hot = false,
): TableColumn<Row> => ({
  id: 'trend',
  head: 'over time',
  width: 84,
  left: true,
  show: (row) => <TrendLine values={of(row)} name={name} hot={hot} />,
});

/** The one of several that weighs most, and how many others there are. */
export const mostlyColumn = <Row,>(
  id: string,
  head: string,
  of: (row: Row) => { name: string; count: number },
): TableColumn<Row> => ({
  id,
  head,
  width: 190,
  left: true,
  value: (row) => of(row).name,
  show: (row) => {
    const { name, count } = of(row);
    return (
      <span title={name}>
        {count > 0 && shownName(name)}
        {count > 1 && <span className="muted tiny"> +{formatCount(count - 1)}</span>}
      </span>
    );
  },
});

/**
 * How long ago something was.
 * @param at milliseconds since the epoch
 * @param now the moment from which ages are counted
 */
export function ageColumn<Row>(
  id: string,
  head: string,
  at: (row: Row) => number,
  now: Date,
): TableColumn<Row> {
  return {
    id,
    head,
    width: 92,
    value: at,
    csv: { value: (row) => new Date(at(row)).toISOString() },
    show: (row) => (
      <time
        className="muted"
        dateTime={new Date(at(row)).toISOString()}
        title={new Date(at(row)).toLocaleString()}
      >
        {formatAgo(new Date(at(row)), now)}
      </time>
    ),
  };
}
