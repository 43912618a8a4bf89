import type { RequestProfile, TransactionDetailSearch, TransactionProfileAnswer } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { type ChosenRequest, chooseRequests } from './choose-requests.ts';
import { detailScope } from './detail-scope.ts';
import { mergeRequests } from './merge-requests.ts';
import { readRequestSpans } from './read-request-spans.ts';

/**
 * What an average request and one of about the p95 are made of. The first are chosen evenly from the fastest to the
 * slowest, the others are those whose duration is about the p95.
 * @throws BadRequestError `bad-time`, `bad-time-range`, `bad-duration`
 */
export async function transactionProfile(
  engine: Engine,
  bin: BinScope,
  search: TransactionDetailSearch,
  nowMs = Date.now(),
): Promise<TransactionProfileAnswer> {
  const began = performance.now();
  const scope = detailScope(bin, search, nowMs);
  const { average, slow } = await chooseRequests(engine, scope);
  // Of both at once: many ran in the same five minutes.
  const spans = await readRequestSpans(engine, scope, [...average, ...slow]);
  const merged = (requests: readonly ChosenRequest[]): RequestProfile | null =>
    mergeRequests(
      requests.flatMap(({ traceId, spanId }) => {
        const trace = spans.get(traceId);
        return trace === undefined ? [] : [{ trace, spanId }];
      }),
    );
  return {
    average: merged(average),
    slow: merged(slow),
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}
