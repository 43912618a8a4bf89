import type { Sorted } from './table-column.ts';

interface HeadColumn {
  id: string;
  head: string;
  hint?: string;
  left?: true;
  wide?: true;
}

interface TableHeadProps {
  /** Head of the first column. */
  first: string;
  columns: readonly HeadColumn[];
  canSort: (id: string) => boolean;
  sorted: Sorted;
  sort: (id: string) => void;
}

/** Heads that sort; the arrow says by which and which way. */
export function TableHead({ first, columns, canSort, sorted, sort }: TableHeadProps) {
  return (
    <thead>
      <tr>
        {[{ id: 'name', head: first, left: true as const }, ...columns].map(
          ({ id, head, hint, left, wide }: HeadColumn) => {
            const place = `${left ? `left-${id}` : 'r'}${wide ? ' wide' : ''}`;
            if (id !== 'name' && !canSort(id))
              return (
                <th key={id} scope="col" className={place}>
                  {head}
                </th>
              );
            const isSorted = sorted.id === id;
            return (
              <th
                key={id}
                scope="col"
                className={isSorted ? `${place} sorted` : place}
                aria-sort={isSorted ? (sorted.ascending ? 'ascending' : 'descending') : undefined}
              >
                <button type="button" title={hint} onClick={() => sort(id)}>
                  {head}
                  {isSorted && <span aria-hidden="true"> {sorted.ascending ? '↑' : '↓'}</span>}
                </button>
              </th>
            );
          },
        )}
      </tr>
    </thead>
  );
}
