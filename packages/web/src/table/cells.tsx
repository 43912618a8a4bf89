/** Cells that several tables show. */
import { formatCount, type Nanoseconds } from '@tracebin/model';
import { DurationQuantity } from '../controls/quantity.tsx';
import { formatColumnCount, formatFailed, formatPart } from '../format/numbers.ts';
import type { TableColumn } from './table-column.ts';

export function Count({ value }: { value: number }) {
  if (Math.round(value) === 0) return <span className="zero">0</span>;
  const text = formatColumnCount(value);
  const exact = formatCount(value);
  return text === exact ? text : <span title={exact}>{text}</span>;
}

type Cell<Row> = Pick<TableColumn<Row>, 'value' | 'show' | 'inFoot'>;

export const durationCell = <Row,>(value: (row: Row) => Nanoseconds): Cell<Row> => ({
  value,
  show: (row) => <DurationQuantity duration={value(row)} />,
  inFoot: true,
});
export const countCell = <Row,>(value: (row: Row) => number): Cell<Row> => ({
  value,
  show: (row) => <Count value={value(row)} />,
  inFoot: true,
});
/** @param value 0 to 1 */
export const percentCell = <Row,>(value: (row: Row) => number): Cell<Row> => ({
  value,
  show: (row) => <Count value={value(row) * 100} />,
  inFoot: true,
});
export const rateCell = <Row,>(perMinute: (row: Row) => number): Cell<Row> => ({
  value: perMinute,
  show: (row) => formatPerMinute(perMinute(row)),
  inFoot: true,
});

/** Their columns are narrow. */
const COMPACT_RATES_FROM = 100_000;

/** One decimal below 100; what is not nothing never reads as nothing. */
export const formatPerMinute = (rate: number): string => {
  if (rate > 0 && rate < 0.05) return '<0.1';
  return rate < 100 ? rate.toFixed(1) : formatColumnCount(rate, COMPACT_RATES_FROM);
};

/** A share with a bar against the largest of the table; `value` is what the shares are of. */
export const shareCell = <Row,>(share: (row: Row) => number, value: (row: Row) => number): Cell<Row> => ({
  value,
  show: (row, largest) => (
    <>
      {formatPart(share(row))}
      <span className="share-bar" aria-hidden="true">
        <i style={{ width: `${largest === 0 ? 0 : Math.min(1, value(row) / largest) * 100}%` }} />
      </span>
    </>
  ),
  inFoot: true,
});

/** Errors and, where there are any, their share; red where that is worth an alarm. */
export const errorsCell = <Row,>(
  errors: (row: Row) => number,
  of: (row: Row) => number,
): Pick<TableColumn<Row>, 'value' | 'show' | 'inFoot'> => ({
  value: errors,
  show: (row) => (
    <>
      <Count value={errors(row)} />
      <span className={isAlarming(errors(row), of(row)) ? 'error-rate bad' : 'error-rate'}>
        {errors(row) > 0 && formatFailed(errors(row) / of(row))}
      </span>
    </>
  ),
  inFoot: true,
});

/** Rates are worth an alarm from 1 % and 30 errors on, not before. */
export const isAlarming = (errors: number, of: number): boolean => errors >= 30 && errors / of >= 0.01;
