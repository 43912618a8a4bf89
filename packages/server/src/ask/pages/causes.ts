export { getError } from './errors/get-error.ts';
export { listErrors } from './errors/list-errors.ts';
export { getQuery } from './queries/get-query.ts';
export { listQueries } from './queries/list-queries.ts';
export { listExternals } from './services/list-externals.ts';
export { serviceMap } from './services/service-map.ts';
