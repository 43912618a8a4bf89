import { formatCount } from '@tracebin/model';
import { TrendLine } from '../../charts/trend-line.tsx';
import { formatAgo } from '../../format/times.ts';
import { countCell, rateCell, shareCell } from '../../table/cells.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { ErrorRow } from './error-row.ts';

type Column = TableColumn<ErrorRow>;

/** @param now the moment from which ages are counted */
export const errorColumns = (now: Date): readonly Column[] => [
  { id: 'errors', head: 'Errors', width: 76, ...countCell(({ errors }) => errors) },
  { id: 'rate', head: '/min', width: 62, ...rateCell(({ perMinute }) => perMinute) },
  {
    id: 'trend',
    head: 'over time',
    width: 84,
    left: true,
    show: ({ trend }) => <TrendLine values={trend} name="Errors over the range" hot />,
  },
  {
    id: 'share',
    head: 'Of all',
    width: 128,
    ...shareCell(
      ({ share }) => share,
      ({ errors }) => errors,
    ),
  },
  {
    id: 'place',
    head: 'Thrown in',
    width: 190,
    left: true,
    value: ({ place }) => place,
    show: ({ place }) => <code title={place}>{place}</code>,
  },
  {
    id: 'where',
    head: 'Mostly in',
    width: 190,
    left: true,
    value: ({ transaction }) => transaction,
    show: ({ transaction, transactions }) => (
      <span title={transaction}>
        {transaction}
        {transactions > 1 && <span className="muted tiny"> +{formatCount(transactions - 1)}</span>}
      </span>
    ),
  },
  {
    id: 'last',
    head: 'Last seen',
    width: 92,
    value: ({ lastSeen }) => lastSeen,
    show: ({ lastSeen }) => <Age at={lastSeen} now={now} />,
  },
  {
    id: 'first',
    head: 'First seen',
    width: 92,
    value: ({ firstSeen }) => firstSeen,
    show: ({ firstSeen }) => <Age at={firstSeen} now={now} />,
  },
  {
    id: 'version',
    head: 'Since version',
    width: 116,
    left: true,
    value: ({ firstVersion }) => firstVersion,
    show: ({ firstVersion, isNew }) => (
      <span title={firstVersion}>
        {isNew && <span className="tag hot">new</span>} {firstVersion}
      </span>
    ),
  },
];

const Age = ({ at, now }: { at: number; now: Date }) => (
  <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
    {formatAgo(new Date(at), now)}
  </time>
);
