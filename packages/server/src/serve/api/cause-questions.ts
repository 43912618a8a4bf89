/** What the pages of queries, errors and services ask of the rooms before them. */
import type {
  ErrorAnswer,
  ErrorDetailSearch,
  ErrorSearch,
  ErrorsAnswer,
  ExternalSearch,
  ExternalsAnswer,
  QueriesAnswer,
  QueryAnswer,
  QueryDetailSearch,
  QuerySearch,
  ServiceSearch,
  ServicesAnswer,
} from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';

export interface CauseQuestions {
  queries(bin: BinScope, search: QuerySearch): Promise<QueriesAnswer>;
  /** @throws NotFoundError */
  query(bin: BinScope, fingerprint: string, search: QueryDetailSearch): Promise<QueryAnswer>;
  errors(bin: BinScope, search: ErrorSearch): Promise<ErrorsAnswer>;
  /** @throws NotFoundError */
  error(bin: BinScope, group: string, search: ErrorDetailSearch): Promise<ErrorAnswer>;
  services(bin: BinScope, search: ServiceSearch): Promise<ServicesAnswer>;
  externals(bin: BinScope, search: ExternalSearch): Promise<ExternalsAnswer>;
}
