/** The questions of the API, answered by `ask/` out of the open store. */
import {
  binActivity,
  getSpan,
  getTrace,
  listFields,
  listFieldValues,
  listTransactions,
  searchTraces,
} from '../ask/index.ts';
import type { Questions } from './api/questions.ts';
import type { OpenStore } from './open-store.ts';

export function questionsOf({ engine, catalogue }: OpenStore): Questions {
  return {
    facts: (bin) => binActivity(engine, bin),
    traces: (bin, search) => searchTraces(engine, bin, search),
    trace: (bin, traceId) => getTrace(engine, bin, traceId),
    span: (bin, traceId, spanId) => getSpan(engine, bin, traceId, spanId),
    fields: (bin, prefix) => listFields(engine, bin, { prefix }, catalogue),
    transactions: (bin, search) => listTransactions(engine, bin, search),
    fieldValues: (bin, name, prefix) => listFieldValues(engine, bin, { name, prefix }, catalogue),
  };
}
