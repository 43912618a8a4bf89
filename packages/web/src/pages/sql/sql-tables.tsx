import { SQL_TABLES } from '@tracebin/model';

const EXAMPLES: readonly { label: string; sql: string }[] = [
  {
    label: 'Slowest routes',
    sql: `SELECT strings['http.route'] AS route, count() AS n,
  round(quantile(0.95)(duration) / 1e6, 1) AS p95_ms
FROM spans
WHERE kind = 'server'
GROUP BY route
ORDER BY p95_ms DESC
LIMIT 20`,
  },
  {
    label: 'Statements of the slowest transactions',
    sql: `WITH slow AS (SELECT trace_id FROM transactions ORDER BY duration DESC LIMIT 100)
SELECT summary, sum(calls) AS calls, sum(total) / 1e6 AS ms
FROM operations
WHERE trace_id IN (SELECT trace_id FROM slow)
GROUP BY summary
ORDER BY ms DESC
LIMIT 20`,
  },
  {
    label: 'Attributes and how many spans have them',
    sql: `SELECT key, count() AS spans
FROM spans ARRAY JOIN mapKeys(strings) AS key
GROUP BY key
ORDER BY spans DESC
LIMIT 50`,
  },
];

export const FIRST_SQL = EXAMPLES[0]!.sql;

interface SqlTablesProps {
  /** Puts an example into the box. */
  take: (sql: string) => void;
  /** Writes a name where the caret is. */
  insert: (name: string) => void;
}

/** What can be asked: tables with their columns, and examples to begin from. */
export const SqlTables = ({ take, insert }: SqlTablesProps) => (
  <aside className="sql-tables small" aria-label="Tables and examples">
    <h2>Examples</h2>
    <ul>
      {EXAMPLES.map(({ label, sql }) => (
        <li key={label}>
          <button type="button" className="link-button" onClick={() => take(sql)}>
            {label}
          </button>
        </li>
      ))}
    </ul>
    <h2>Tables</h2>
    {SQL_TABLES.map(({ name, what, columns }) => (
      <details key={name}>
        <summary>
          <code>{name}</code> <span className="soft">{what}</span>
        </summary>
        <ul>
          {columns.map((column) => (
            <li key={column.name}>
              <button type="button" className="link-button mono" onClick={() => insert(column.name)}>
                {column.name}
              </button>{' '}
              <span className="muted">{column.type}</span> <span className="soft">{column.what}</span>
            </li>
          ))}
        </ul>
      </details>
    ))}
    <p className="soft">
      Tables hold what lies in the range. Durations are nanoseconds. SELECT alone, with some 300 functions of
      ClickHouse; nothing can be changed.
    </p>
  </aside>
);
