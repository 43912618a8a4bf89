/** A SELECT as a tree. Names and texts are as written, without quotes; all else is one of a list. */

/** Where it stands in the text. */
export interface SqlPlace {
  at: number;
  length: number;
}

export interface SqlQuery {
  /** Named selects before the first SELECT; each may use those before it. */
  with: { name: string; query: SqlQuery }[];
  /** More than one where they are put together by UNION ALL. */
  selects: SqlSelect[];
}

export interface SqlSelect {
  distinct: boolean;
  items: SqlItem[];
  from: SqlFrom[];
  where: SqlExpression | undefined;
  groupBy: SqlExpression[];
  having: SqlExpression | undefined;
  orderBy: SqlOrder[];
  limitBy: { count: number; by: SqlExpression[] } | undefined;
  limit: number | undefined;
  offset: number | undefined;
}

export type SqlItem =
  | { kind: 'all'; table: string | undefined }
  /** `heading`: what the column is called where it has no alias. */
  | { kind: 'expression'; expression: SqlExpression; alias: string | undefined; heading: string };

export interface SqlOrder {
  expression: SqlExpression;
  descending: boolean;
  nulls: 'first' | 'last' | undefined;
}

export type SqlJoin = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS' | 'LEFT ANY' | 'INNER ANY';

/** The first has no `join`. */
export type SqlFrom =
  | ({
      kind: 'table';
      join: SqlJoin | undefined;
      alias: string | undefined;
      on: SqlExpression | undefined;
      using: string[];
    } & ({ table: string; place: SqlPlace } | { query: SqlQuery }))
  | { kind: 'array join'; left: boolean; items: { expression: SqlExpression; alias: string | undefined }[] };

export type SqlOperator = (typeof SQL_OPERATORS)[number];
export const SQL_OPERATORS = [
  'OR',
  'AND',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'LIKE',
  'NOT LIKE',
  'ILIKE',
  'NOT ILIKE',
  '||',
  '+',
  '-',
  '*',
  '/',
  '%',
] as const;

export type SqlExpression =
  | { kind: 'number'; text: string }
  | { kind: 'string'; text: string }
  | { kind: 'word'; word: 'NULL' | 'true' | 'false' }
  | { kind: 'name'; table: string | undefined; name: string; place: SqlPlace }
  | { kind: 'operator'; operator: SqlOperator; left: SqlExpression; right: SqlExpression }
  | { kind: 'not' | 'minus'; of: SqlExpression }
  | { kind: 'is null'; not: boolean; of: SqlExpression }
  | { kind: 'between'; not: boolean; of: SqlExpression; low: SqlExpression; high: SqlExpression }
  /** A list holds only constants: a name there would be read as a table by the engine. */
  | { kind: 'in'; not: boolean; of: SqlExpression; list: SqlExpression[] | SqlQuery }
  | { kind: 'call'; name: string; parameters: SqlExpression[]; args: SqlExpression[]; distinct: boolean }
  | { kind: 'cast'; of: SqlExpression; type: string }
  | {
      kind: 'case';
      of: SqlExpression | undefined;
      when: [SqlExpression, SqlExpression][];
      otherwise: SqlExpression | undefined;
    }
  | { kind: 'interval'; count: number; unit: string }
  | { kind: 'lambda'; names: string[]; body: SqlExpression }
  | { kind: 'tuple' | 'array'; of: SqlExpression[] }
  | { kind: 'element'; of: SqlExpression; index: SqlExpression }
  | { kind: 'part'; of: SqlExpression; index: number }
  | { kind: 'select'; query: SqlQuery };
