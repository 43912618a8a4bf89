import type { Nanoseconds, QueriesAnswer, QueryColumns } from '@tracebin/model';

/** Figures of one statement. */
export type QueryFigures = { [Figure in keyof QueryColumns]: number };

/** One statement of an answer. */
export interface QueryRow {
  fingerprint: string;
  summary: string;
  statement: string;
  system: string;
  targets: string[];
  askers: string[];
  caller: string;
  callers: number;
  figures: QueryFigures;
  trend: Nanoseconds[];
  perMinute: number;
  mean: Nanoseconds;
  rowsPerCall: number;
  /** Part of the time of all statements, 0 to 1. */
  share: number;
}

export function queryRows(answer: QueriesAnswer): QueryRow[] {
  const minutes = (Date.parse(answer.to) - Date.parse(answer.from)) / 60_000;
  return answer.fingerprint.map((fingerprint, row) => {
    const figures = figuresAt(answer.figures, row);
    return {
      fingerprint,
      summary: answer.summary[row]!,
      // One line in the table, whatever its author's line breaks.
      statement: answer.statement[row]!.replace(/\s+/g, ' ').trim(),
      system: answer.system[row]!,
      targets: answer.targets[row]!,
      askers: answer.askers[row]!,
      caller: answer.caller[row]!,
      callers: answer.callers[row]!,
      figures,
      trend: answer.trend[row]!,
      perMinute: minutes > 0 ? figures.calls / minutes : 0,
      ...perCall(figures),
      share: answer.all.total > 0 ? figures.total / answer.all.total : 0,
    };
  });
}

export function figuresAt(columns: QueryColumns, row: number): QueryFigures {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, column[row]!]),
  ) as QueryFigures;
}

export const perCall = ({
  calls,
  total,
  rows,
}: QueryFigures): { mean: Nanoseconds; rowsPerCall: number } => ({
  mean: calls > 0 ? total / calls : 0,
  rowsPerCall: calls > 0 ? rows / calls : 0,
});
