export { getQuery } from './queries/get-query.ts';
export { listQueries } from './queries/list-queries.ts';
