export { getError } from './errors/get-error.ts';
export { listErrors } from './errors/list-errors.ts';
export { getQuery } from './queries/get-query.ts';
export { listQueries } from './queries/list-queries.ts';
