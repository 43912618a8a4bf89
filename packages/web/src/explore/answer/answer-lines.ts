import type { AnswerHeatmap, EventsAnswer, QuestionAnswer } from '@tracebin/model';

type Line = (string | number)[];

/** The table of an answer with its heads; numbers as they are, durations in nanoseconds, nothing where there is none. */
export function resultLines(answer: QuestionAnswer): Line[] {
  const { breakdowns, columns, table } = answer;
  const heads = [...breakdowns, ...columns.map(({ name, unit }) => (unit === 'ns' ? `${name} ns` : name))];
  if (breakdowns.length === 0) return [heads, table.total.map((value) => value ?? '')];
  return [
    heads,
    ...Array.from({ length: table.count }, (_, group) => [
      ...table.groups.map((values) => values[group] ?? ''),
      ...table.values.map((values) => values[group] ?? ''),
    ]),
  ];
}

/** The cells of all heatmaps of an answer that hold events: when, of which group, between which numbers, how many. */
export function heatmapLines({ heatmaps, breakdowns, table }: QuestionAnswer): Line[] {
  const cells = (heatmap: AnswerHeatmap, group: (string | null)[]): Line[] => {
    const { column, start, step, edges, x, y, count } = heatmap;
    const startMs = Date.parse(start);
    return count.map((each, cell) => [
      new Date(startMs + (x[cell]! * step) / 1e6).toISOString(),
      ...group.map((value) => value ?? ''),
      column,
      edges[y[cell]!]!,
      edges[y[cell]! + 1]!,
      each,
    ]);
  };
  return [
    ['time', ...breakdowns, 'field', 'from', 'below', 'count'],
    ...heatmaps.flatMap(({ all, groups }) =>
      groups.length === 0
        ? cells(all, [])
        : groups.flatMap((heatmap, group) =>
            cells(
              heatmap,
              table.groups.map((values) => values[group] ?? null),
            ),
          ),
    ),
  ];
}

export const eventLines = (answer: EventsAnswer): Line[] => [
  ['time', 'trace_id', 'span_id', ...answer.columns],
  ...answer.time.map((time, row) => [
    time,
    answer.traceId[row]!,
    answer.spanId[row]!,
    ...answer.values.map((values) => values[row] ?? ''),
  ]),
];
