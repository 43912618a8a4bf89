import type { QueryResult } from './engine.ts';

/** The engine's format JSONColumnsWithMetadata. It replaces invalid UTF-8 in stored strings, so it always parses. */
export interface ColumnsAnswer {
  meta: { name: string; type: string }[];
  data: Record<string, unknown[]>;
  rows: number;
  statistics?: { elapsed: number; rows_read: number; bytes_read: number };
}

export function readColumns(answer: ColumnsAnswer): QueryResult {
  return {
    rows: answer.rows,
    // Of a result without rows the engine names the columns in `meta` only.
    columns: Object.fromEntries(answer.meta.map(({ name }) => [name, answer.data[name] ?? []])),
    types: Object.fromEntries(answer.meta.map(({ name, type }) => [name, type])),
    readRows: answer.statistics?.rows_read ?? 0,
    readBytes: answer.statistics?.bytes_read ?? 0,
    elapsedMs: (answer.statistics?.elapsed ?? 0) * 1000,
  };
}
