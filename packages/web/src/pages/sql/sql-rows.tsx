import { formatCount, type SqlAnswer } from '@tracebin/model';
import { useState } from 'react';
import { downloadJson } from '../../explore/answer/download-json.ts';
import { ReadText } from '../../explore/answer/read-text.tsx';
import { downloadCsv } from '../../table/csv.ts';

/** Rows are added to the document so many at a time: ten thousand at once would hold the page up. */
const SHOWN = 200;

/** Rows and columns as the engine answered, without any meaning of ours. */
export function SqlRows({ answer }: { answer: SqlAnswer }) {
  const [most, setMost] = useState(SHOWN);
  const { columns, values, count, more } = answer;
  const shown = Math.min(count, most);
  const lines = () => [
    columns.map(({ name }) => name),
    ...Array.from({ length: count }, (_, row) => values.map((column) => cellText(column[row]))),
  ];
  return (
    <section>
      <div className="tab-tools small">
        <span>
          <span className="medium">{formatCount(count)}</span>
          <span className="soft">{` row${count === 1 ? '' : 's'} · `}</span>
          {more && <b className="warn medium">there are more; add a LIMIT or group them · </b>}
          <ReadText read={answer.read} />
        </span>
        <span className="row right">
          <button
            type="button"
            className="link-button"
            onClick={() => downloadCsv('sql', answer.from, lines())}
          >
            Download CSV
          </button>
          <button type="button" className="link-button" onClick={() => downloadJson('sql', answer)}>
            JSON
          </button>
        </span>
      </div>
      {count === 0 ? (
        <p className="tab-note soft">
          No row. The tables hold what lies in the range; a longer one may have some.
        </p>
      ) : (
        <div className="data-table sideways sql-rows">
          <table className="t">
            <thead>
              <tr>
                {columns.map(({ name, type }) => (
                  <th key={name} scope="col" className={isNumeric(type) ? 'r' : undefined} title={type}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {Array.from({ length: shown }, (_, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing else to be told apart by
                <tr key={row}>
                  {columns.map(({ name, type }, column) => (
                    <td key={name} className={isNumeric(type) ? 'r' : undefined}>
                      <SqlCell value={values[column]![row]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown < count && (
        <p className="tab-note">
          <button type="button" className="ctl" onClick={() => setMost(most + SHOWN)}>
            Show {formatCount(Math.min(SHOWN, count - shown))} more
          </button>
        </p>
      )}
    </section>
  );
}

const MAX_CELL = 300;

function SqlCell({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="muted">NULL</span>;
  const text = cellText(value);
  return text.length <= MAX_CELL ? (
    text
  ) : (
    <span title={text.slice(0, 4_000)}>{text.slice(0, MAX_CELL)}…</span>
  );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const isNumeric = (type: string): boolean => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type);
