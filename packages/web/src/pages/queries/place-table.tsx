import type { QueryPlace } from '@tracebin/model';
import { countCell } from '../../table/cells.tsx';
import type { Around } from '../../table/detail-page.tsx';
import { ShortTable } from '../../table/short-table.tsx';
import type { TableColumn } from '../../table/table-column.ts';
import type { QuerySearch } from './queries-search.ts';

const COLUMNS: readonly TableColumn<QueryPlace>[] = [
  {
    id: 'function',
    head: 'Function',
    width: 320,
    left: true,
    value: (place) => place.function,
    show: (place) => <code className="muted">{place.function}</code>,
  },
  { id: 'calls', head: 'Calls', width: 104, ...countCell(({ calls }) => calls) },
];

const placeText = ({ file, line }: QueryPlace): string => (line > 0 ? `${file}:${line}` : file);

/** Where in the code a statement is asked. */
export const PlaceTable = ({
  around,
  places,
}: {
  around: Around<QuerySearch>;
  places: readonly QueryPlace[];
}) => (
  <ShortTable
    id="places"
    title="Where in the code"
    head="File"
    name={placeText}
    rows={places}
    rowKey={(place) => `${placeText(place)} ${place.function}`}
    rowTitle={placeText}
    link={(place) => <code>{placeText(place)}</code>}
    columns={COLUMNS}
    otherwise="calls"
    {...around.table('places')}
  />
);
