import type { ChoicesAnswer, ChoicesSearch } from '@tracebin/model';
import type { BinScope } from '../../receive/ingest.ts';
import type { Engine } from '../../store/engine/engine.ts';
import { isoTime } from '../iso-time.ts';
import { parseTimeRange } from '../time-range.ts';
import { readChoices } from './read-choices.ts';
import { coverRange } from './sums/cover-range.ts';

/**
 * What the filters of a page offer whose own answer does not say it.
 * @throws BadRequestError `bad-time`, `bad-time-range`
 */
export async function listChoices(
  engine: Engine,
  { bin, retentionHours }: BinScope,
  search: ChoicesSearch,
  nowMs = Date.now(),
): Promise<ChoicesAnswer> {
  const began = performance.now();
  const range = parseTimeRange(search, retentionHours, nowMs);
  const { values, readRows } = await readChoices(engine, await coverRange(engine, bin, range));
  return {
    from: isoTime(range.from),
    to: isoTime(range.to),
    ...values,
    readRows,
    elapsedMs: Math.round((performance.now() - began) * 100) / 100,
  };
}
