export { readSql } from './read-sql-query.ts';
export { SQL_FUNCTION_NAMES } from './sql-functions.ts';
export { SQL_TABLES, type SqlColumn, type SqlTable } from './sql-tables.ts';
export type { SqlExpression, SqlFrom, SqlItem, SqlPlace, SqlQuery, SqlSelect } from './sql-tree.ts';
