/** How a short table is shown. */
export interface TableView {
  /** Id of a column. */
  sort?: string | undefined;
  order?: 'asc' | undefined;
  /** Text that a row has in it. */
  filter?: string | undefined;
}

/** Out of the address: `-calls` the most calls first, `calls` the fewest, `-calls~week` only rows with `week`. */
export function readTableView(text: string | undefined): TableView {
  const [, down, sort, filter] = /^(-?)([^~]*)~?([\s\S]*)$/.exec(text ?? '')!;
  return {
    ...(sort === '' ? {} : { sort: sort! }),
    ...(sort === '' || down !== '' ? {} : { order: 'asc' }),
    ...(filter === '' ? {} : { filter: filter! }),
  };
}

/** Undefined where the table is as it comes. */
export function tableViewText({ sort, order, filter = '' }: TableView): string | undefined {
  const sorted = sort === undefined ? '' : `${order === 'asc' ? '' : '-'}${sort}`;
  return `${sorted}${filter === '' ? '' : `~${filter}`}` || undefined;
}
