export { runSql } from './run-sql.ts';
