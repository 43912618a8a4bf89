/** The questions of the API, answered by `ask/` out of the open store. */
import {
  binActivity,
  compareTransactions,
  exportTrace,
  getSpan,
  getTrace,
  getTraceFindings,
  getTraceLogs,
  isComparedFinding,
  listChoices,
  listFields,
  listFieldValues,
  listFindings,
  listMarkers,
  listTransactions,
  overview,
  searchTrace,
  searchTraces,
  transactionDetail,
  transactionProfile,
} from '../ask/index.ts';
import { changeFindingState } from '../derive/index.ts';
import { deleteMarker, postMarker } from './api/post-marker.ts';
import type { Questions } from './api/questions.ts';
import { causeQuestionsOf } from './ask-causes.ts';
import { exploreQuestionsOf } from './ask-explore.ts';
import { savedThingsOf } from './ask-saved.ts';
import type { OpenStore } from './open-store.ts';
import type { QuestionLimits } from './serve-options.ts';

export function questionsOf({ engine, catalogue }: OpenStore, limits: QuestionLimits): Questions {
  return {
    ...causeQuestionsOf(engine),
    ...exploreQuestionsOf({ engine, catalogue }, limits),
    ...savedThingsOf(engine),
    facts: (bin) => binActivity(engine, bin),
    traces: (bin, search) => searchTraces(engine, bin, search),
    trace: (bin, traceId) => getTrace(engine, bin, traceId),
    span: (bin, traceId, spanId) => getSpan(engine, bin, traceId, spanId),
    traceLogs: (bin, traceId) => getTraceLogs(engine, bin, traceId),
    traceMatches: (bin, traceId, text, signal) => searchTrace(engine, bin, traceId, text, { signal }),
    traceFindings: (bin, traceId) => getTraceFindings(engine, bin, traceId),
    exportTrace: (bin, traceId) => exportTrace(engine, bin, traceId),
    choices: (bin, search) => listChoices(engine, bin, search),
    fields: (bin, prefix) => listFields(engine, bin, { prefix }, catalogue),
    findings: (bin, search) => listFindings(engine, bin, search),
    changeFinding: (bin, key, change) =>
      changeFindingState(engine, bin.bin, key, change, (wanted) => isComparedFinding(engine, bin, wanted)),
    transaction: (bin, search) => transactionDetail(engine, bin, search),
    comparison: (bin, search) => compareTransactions(engine, bin, search),
    transactionProfile: (bin, search) => transactionProfile(engine, bin, search),
    overview: (bin, search) => overview(engine, bin, search),
    markers: (bin, search) => listMarkers(engine, bin, search),
    addMarker: ({ bin }, request) => postMarker(engine, bin, request),
    removeMarker: ({ bin }, id) => deleteMarker(engine, bin, id),
    transactions: (bin, search) => listTransactions(engine, bin, search),
    fieldValues: (bin, name, prefix) => listFieldValues(engine, bin, { name, prefix }, catalogue),
  };
}
