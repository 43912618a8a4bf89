import { formatFailed } from '../../format/numbers.ts';
import { isAlarming } from '../../table/cells.tsx';
import type { TableColumn } from '../../table/table-column.ts';

/** How a table beside the map is shown, by the name that the address has for it. */
export type SideTable = (name: 'nodes' | 'inferred' | 'callers' | 'called') => {
  from: string;
  view: string | undefined;
  change: (view: string | undefined, replace: boolean) => void;
};

/** Which part of the calls failed; red where that is worth an alarm. */
export const failedColumn = <Row,>(of: (row: Row) => { errors: number; calls: number }): TableColumn<Row> => {
  const share = (row: Row) => (of(row).calls > 0 ? of(row).errors / of(row).calls : 0);
  return {
    id: 'errors',
    head: 'Errors',
    width: 64,
    value: share,
    csv: { name: 'errors_percent', value: (row) => share(row) * 100 },
    show: (row) => {
      const { errors, calls } = of(row);
      if (errors === 0) return <span className="zero">0</span>;
      return (
        <span className={isAlarming(errors, calls) ? 'bad' : undefined}>{formatFailed(share(row))}</span>
      );
    },
  };
};
