import type { ReactNode } from 'react';

/** A column of a short table that nobody sorts. */
export interface PlainColumn<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** Of the head: its width. */
  headClass?: string;
  /** Numbers stand right. */
  right?: true;
  muted?: true;
  title?: (row: Row) => string;
}

interface PlainTableProps<Row> {
  title: string;
  note?: string;
  className: string;
  columns: readonly PlainColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** A part of the page about one thing: some rows under a title, wider than a phone where it must be. */
export function PlainTable<Row>({ title, note, className, columns, rows, rowKey }: PlainTableProps<Row>) {
  return (
    <section>
      <div className="sec">
        <h2>{title}</h2>
        {note !== undefined && <span className="muted small">{note}</span>}
      </div>
      <div className="data-table sideways">
        <table className={`t ${className}`}>
          <thead>
            <tr>
              {columns.map(({ head, headClass, right }) => (
                <th key={head} scope="col" className={classes(right && 'r', headClass)}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map(({ head, cell, right, muted, title: tip }) => (
                  <td key={head} className={classes(right && 'r', muted && 'muted')} title={tip?.(row)}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const classes = (...names: (string | false | undefined)[]): string | undefined =>
  names.filter(Boolean).join(' ') || undefined;
