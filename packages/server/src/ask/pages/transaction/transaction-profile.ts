import type { TransactionDetailSearch, TransactionProfileAnswer } from '@tracebin/model';
import type { BinScope } from '../../../receive/ingest.ts';
import type { Engine } from '../../../store/engine/engine.ts';
import { type ChosenRequest, chooseRequests } from './choose-requests.ts';
import { detailScope } from './detail-scope.ts';
import { mergeRequests } from './merge-requests.ts';
import { readRequestSpans } from './read-request-spans.ts';
import { thoseThere, totalOf, type Weighted, weigh } from './strata.ts';

/**
 * What an average request and one of about the p95 are made of. The first are chosen from the fastest to the slowest, more
 * where the time is, and each counts for as many as it stands for; the others are those whose duration is about the p95.
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
  const spans = await readRequestSpans(engine, scope, [...average.map(({ drawn }) => drawn), ...slow]);
  const isThere = ({ traceId, spanId }: ChosenRequest): boolean =>
    Array.from(spans.get(traceId)?.spans.spanId ?? []).includes(spanId);
  const mergedOf = (requests: readonly Weighted<ChosenRequest>[]) =>
    mergeRequests(
      requests.map(({ drawn: { traceId, spanId }, weight, scale }) => ({
        trace: spans.get(traceId)!,
        spanId,
        weight,
        scale,
      })),
    );
  const all = totalOf(average);
  return {
    mean: all.hits === 0 ? 0 : all.spent / all.hits,
    average: mergedOf(weigh(thoseThere(average, isThere), ({ duration }) => Number(duration))),
    slow: mergedOf(slow.filter(isThere).map((drawn) => ({ drawn, weight: drawn.sampleRate, scale: 1 }))),
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}
