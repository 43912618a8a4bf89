import type { AnswerColumn, QuestionAnswer } from '@tracebin/model';
import { SERIES_COLORS, seriesColorName } from '../../charts/draw-series.ts';
import { MAX_LINES, sortedGroups } from './chart-data.ts';
import { formatValue } from './format-value.ts';

interface ResultsTableProps {
  answer: QuestionAnswer;
  /** `c0`, `g1`, with `-` before it for ascending; the server's order where absent. */
  by: string | undefined;
  sort: (by: string) => void;
  /** Group that the pointer is over, -1 for none. */
  mark?: (group: number) => void;
  /** What to do with a group; a table that is only looked at has none of these. */
  filterTo?: (group: (string | null)[], isAway: boolean) => void;
  compare?: (group: (string | null)[]) => void;
  /** Takes the group as the other side of what is selected; left out where nothing is. */
  against?: ((group: (string | null)[]) => void) | undefined;
  open?: (group: (string | null)[]) => void;
  /** Rows drawn at once. */
  maxRows?: number;
}

/** More are in the download. */
const MAX_ROWS = 500;

/** A row a group, with TOTAL and OTHER; the squares are the lines of the charts. */
export function ResultsTable({
  answer,
  by,
  sort,
  mark,
  filterTo,
  compare,
  against,
  open,
  maxRows = MAX_ROWS,
}: ResultsTableProps) {
  const { table, columns, breakdowns } = answer;
  const order = sortedGroups(table, by);
  const hasVerbs = filterTo !== undefined || compare !== undefined || open !== undefined;
  const head = (key: string, label: string, isNumber: boolean) => {
    const isSorted = by === key || by === `-${key}`;
    return (
      <th
        key={key}
        scope="col"
        className={`${isNumber ? 'r' : ''} ${isSorted ? 'sorted' : ''}`}
        aria-sort={by === key ? 'descending' : by === `-${key}` ? 'ascending' : undefined}
      >
        <button type="button" className="clip" onClick={() => sort(by === key ? `-${key}` : key)}>
          {label}
          {isSorted ? (by === key ? ' ↓' : ' ↑') : ''}
        </button>
      </th>
    );
  };
  return (
    <div className="results-scroll">
      <table className="t results">
        <thead>
          <tr>
            {breakdowns.length === 0 && <th scope="col" aria-label="Of what" />}
            {breakdowns.map((breakdown, index) => head(`g${index}`, breakdown, false))}
            {columns.map((column, index) => head(`c${index}`, column.name, true))}
            {hasVerbs && breakdowns.length > 0 && (
              <th scope="col" className="group-verbs" aria-label="Actions" />
            )}
          </tr>
        </thead>
        <tbody onPointerLeave={() => mark?.(-1)}>
          {breakdowns.length > 0 &&
            order.slice(0, maxRows).map((group) => {
              const values = table.groups.map((each) => each[group] ?? null);
              return (
                <tr key={group} onPointerEnter={() => mark?.(group)}>
                  {values.map((value, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a breakdown is its place
                    <td key={index} title={value ?? undefined}>
                      {index === 0 && group < MAX_LINES && columns.length > 0 && (
                        <i
                          className={`sw s-${seriesColorName(group)}`}
                          data-again={group >= SERIES_COLORS.length || undefined}
                          aria-hidden="true"
                        />
                      )}
                      {value === null ? (
                        <i className="muted">(missing)</i>
                      ) : value === '' ? (
                        <i>(empty)</i>
                      ) : (
                        value
                      )}
                    </td>
                  ))}
                  {columns.map((column, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two calculations may be written alike
                    <td key={index} className="r">
                      <Earlier value={answer.before?.table.values[index]?.[group]} unit={column.unit} />
                      {formatValue(table.values[index]![group] ?? null, column.unit)}
                    </td>
                  ))}
                  {hasVerbs && (
                    <td className="group-verbs">
                      <GroupVerbs {...{ values, filterTo, compare, against, open }} />
                    </td>
                  )}
                </tr>
              );
            })}
        </tbody>
        <tfoot>
          {table.other !== null && breakdowns.length > 0 && (
            <TotalRow
              answer={answer}
              name="OTHER"
              values={table.other}
              before={answer.before?.table.other ?? undefined}
              hasVerbs={hasVerbs}
            />
          )}
          <TotalRow
            answer={answer}
            name="TOTAL"
            values={table.total}
            before={answer.before?.table.total}
            hasVerbs={hasVerbs}
          />
        </tfoot>
      </table>
      {table.count > maxRows && (
        <p className="more soft">
          The first {maxRows} of {table.count} groups; {maxRows < MAX_ROWS ? 'Explore' : 'the download'} has
          all of them.
        </p>
      )}
      {table.more && (
        <p className="more soft">There are more groups than LIMIT lets in: they are together in OTHER.</p>
      )}
    </div>
  );
}

/** The same number so much earlier, before that of now. */
function Earlier({ value, unit }: { value: number | null | undefined; unit: AnswerColumn['unit'] }) {
  if (value === undefined) return null;
  return <span className="muted small earlier">was {formatValue(value, unit)} </span>;
}

interface GroupVerbsProps {
  values: (string | null)[];
  filterTo: ResultsTableProps['filterTo'] | undefined;
  compare: ResultsTableProps['compare'] | undefined;
  against: ResultsTableProps['against'];
  open: ResultsTableProps['open'] | undefined;
}

function GroupVerbs({ values, filterTo, compare, against, open }: GroupVerbsProps) {
  const verbs = [
    { label: 'only', run: filterTo && (() => filterTo(values, false)) },
    { label: 'without', run: filterTo && (() => filterTo(values, true)) },
    { label: 'compare', run: compare && (() => compare(values)) },
    {
      label: 'against',
      title: 'Compare what is selected with this group instead of the rest',
      run: against && (() => against(values)),
    },
    { label: 'slowest', run: open && (() => open(values)) },
  ];
  return (
    <span className="verbs">
      {verbs.map(
        ({ label, title, run }) =>
          run !== undefined && (
            <button key={label} type="button" className="link-button" title={title} onClick={run}>
              {label}
            </button>
          ),
      )}
    </span>
  );
}

interface TotalRowProps {
  answer: QuestionAnswer;
  name: string;
  values: (number | null)[];
  before: (number | null)[] | undefined;
  hasVerbs: boolean;
}

function TotalRow({ answer, name, values, before, hasVerbs }: TotalRowProps) {
  const { columns, breakdowns } = answer;
  return (
    <tr>
      {/* As wide as the first field alone: on a phone it stays where the others move under it. */}
      <td className="tiny">{name}</td>
      {breakdowns.length > 1 && <td colSpan={breakdowns.length - 1} />}
      {columns.map((column, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two calculations may be written alike
        <td key={index} className="r">
          <Earlier value={before?.[index]} unit={column.unit} />
          {formatValue(values[index] ?? null, column.unit)}
        </td>
      ))}
      {hasVerbs && breakdowns.length > 0 && <td />}
    </tr>
  );
}
