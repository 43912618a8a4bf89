/** What the routes ask of the rooms before them; `start-server.ts` fills it in. */
import type {
  ChoicesAnswer,
  ChoicesSearch,
  FieldsAnswer,
  FieldValuesAnswer,
  FindingChange,
  FindingSearch,
  FindingsAnswer,
  FindingThresholds,
  SpanAnswer,
  TraceAnswer,
  TraceFindingsAnswer,
  TraceLogsAnswer,
  TraceMatchesAnswer,
  TraceSearch,
  TracesAnswer,
  TransactionSearch,
  TransactionsAnswer,
} from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { CauseQuestions } from './cause-questions.ts';
import type { ExploreQuestions } from './explore-questions.ts';
import type { LoadQuestions } from './load-questions.ts';
import type { SavedThings } from './saved-things.ts';

/** What the store knows of a bin as a whole. Times are ISO 8601. */
export interface BinFacts {
  firstEventAt: string | null;
  lastEventAt: string | null;
  firstTraceId: string | null;
  services: string[];
}

export interface Questions extends CauseQuestions, ExploreQuestions, LoadQuestions, SavedThings {
  facts(bin: BinScope): Promise<BinFacts>;
  traces(bin: BinScope, search: TraceSearch): Promise<TracesAnswer>;
  /** @throws NotFoundError */
  trace(bin: BinScope, traceId: string): Promise<TraceAnswer>;
  /** @throws NotFoundError */
  span(bin: BinScope, traceId: string, spanId: string): Promise<SpanAnswer>;
  /** @throws NotFoundError */
  traceLogs(bin: BinScope, traceId: string): Promise<TraceLogsAnswer>;
  /** Which of its spans have this text. @throws BadRequestError, NotFoundError */
  traceMatches(
    bin: BinScope,
    traceId: string,
    text: string,
    signal: AbortSignal,
  ): Promise<TraceMatchesAnswer>;
  /** @throws NotFoundError */
  traceFindings(bin: BinScope, traceId: string): Promise<TraceFindingsAnswer>;
  /** OTLP JSON, one export request a line. @throws NotFoundError */
  exportTrace(bin: BinScope, traceId: string): Promise<AsyncIterable<string>>;
  findings(bin: BinScope & { thresholds: FindingThresholds }, search: FindingSearch): Promise<FindingsAnswer>;
  /** @throws NotFoundError */
  changeFinding(
    bin: BinScope & { thresholds: FindingThresholds },
    key: string,
    change: FindingChange,
  ): Promise<void>;
  transactions(bin: BinScope, search: TransactionSearch): Promise<TransactionsAnswer>;
  choices(bin: BinScope, search: ChoicesSearch): Promise<ChoicesAnswer>;
  fields(bin: BinScope, prefix: string): Promise<FieldsAnswer>;
  fieldValues(bin: BinScope, name: string, prefix: string): Promise<FieldValuesAnswer>;
}
