import type { EventsAnswer, QuestionAnswer } from '@tracebin/model';

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

export const eventLines = (answer: EventsAnswer): Line[] => [
  ['time', 'trace_id', 'span_id', ...answer.columns],
  ...answer.time.map((time, row) => [
    time,
    answer.traceId[row]!,
    answer.spanId[row]!,
    ...answer.values.map((values) => values[row] ?? ''),
  ]),
];
