import { countCell, rateCell, shareCell } from '../../table/cells.tsx';
import { ageColumn, mostlyColumn, trendColumn } from '../../table/common-columns.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { ErrorRow } from './error-row.ts';

type Column = TableColumn<ErrorRow>;

/** @param now the moment from which ages are counted */
export const errorColumns = (now: Date): readonly Column[] => [
  { id: 'errors', head: 'Errors', width: 76, ...countCell(({ errors }) => errors) },
  { id: 'rate', head: '/min', width: 62, ...rateCell(({ perMinute }) => perMinute) },
  trendColumn(({ trend }) => trend, 'Errors over the range', true),
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
  mostlyColumn('where', 'Mostly in', ({ transaction, transactions }) => ({
    name: transaction,
    count: transactions,
  })),
  ageColumn('last', 'Last seen', ({ lastSeen }) => lastSeen, now),
  ageColumn('first', 'First seen', ({ firstSeen }) => firstSeen, now),
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
