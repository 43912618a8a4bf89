import type {
  CompareAnswer,
  CompareLine,
  CompareRequest,
  EventsAnswer,
  EventsRequest,
  ExampleAnswer,
  ExampleRequest,
  Question,
  QuestionAnswer,
  QuestionLine,
  SlowTracesAnswer,
  SlowTracesRequest,
  SqlAnswer,
  SqlRequest,
} from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';

/** What the routes of Explore ask; each stops its statements when the signal fires. */
export interface ExploreQuestions {
  ask(bin: BinScope, question: Question, signal: AbortSignal): Promise<QuestionAnswer>;
  askLines(bin: BinScope, question: Question, signal: AbortSignal): AsyncGenerator<QuestionLine>;
  askEvents(bin: BinScope, request: EventsRequest, signal: AbortSignal): Promise<EventsAnswer>;
  askTraces(bin: BinScope, request: SlowTracesRequest, signal: AbortSignal): Promise<SlowTracesAnswer>;
  askExample(bin: BinScope, request: ExampleRequest, signal: AbortSignal): Promise<ExampleAnswer>;
  sql(bin: BinScope, request: SqlRequest, signal: AbortSignal): Promise<SqlAnswer>;
  compare(bin: BinScope, request: CompareRequest, signal: AbortSignal): Promise<CompareAnswer>;
  compareLines(bin: BinScope, request: CompareRequest, signal: AbortSignal): AsyncGenerator<CompareLine>;
}
