/** Questions of the pages of queries, errors and services, answered by `ask/`. */
import {
  getError,
  getQuery,
  listErrors,
  listExternals,
  listQueries,
  serviceMap,
} from '../ask/pages/causes.ts';
import type { Engine } from '../store/engine/engine.ts';
import type { CauseQuestions } from './api/cause-questions.ts';

export function causeQuestionsOf(engine: Engine): CauseQuestions {
  return {
    queries: (bin, search) => listQueries(engine, bin, search),
    query: (bin, fingerprint, search) => getQuery(engine, bin, fingerprint, search),
    errors: (bin, search) => listErrors(engine, bin, search),
    error: (bin, group, search) => getError(engine, bin, group, search),
    services: (bin, search) => serviceMap(engine, bin, search),
    externals: (bin, search) => listExternals(engine, bin, search),
  };
}
