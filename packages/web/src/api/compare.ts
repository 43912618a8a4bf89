import type {
  ComparedField,
  ComparedPair,
  CompareHead,
  CompareLine,
  CompareRequest,
  ReadFacts,
} from '@tracebin/model';
import { ApiFailure } from './client.ts';
import { askLines } from './lines.ts';
import { binPath } from './queries.ts';

/** A comparison as far as it has come. */
export interface ComparisonSoFar {
  head: CompareHead | undefined;
  fields: readonly ComparedField[];
  pairs: readonly ComparedPair[];
  end: { sql: string[]; read: ReadFacts } | undefined;
}

/**
 * Asks for a comparison and calls back with everything there is so far, each time some fields have come.
 * @throws {ApiFailure} for refusals, before or after the first fields; an abort is passed on as it is.
 */
export async function askComparison(
  bin: string,
  request: CompareRequest,
  signal: AbortSignal,
  onChange: (soFar: ComparisonSoFar) => void,
): Promise<ComparisonSoFar> {
  let soFar: ComparisonSoFar = { head: undefined, fields: [], pairs: [], end: undefined };
  for await (const read of askLines<CompareLine>(`${binPath(bin)}/compare`, request, signal)) {
    if ('head' in read) soFar = { ...soFar, head: read.head };
    else if ('fields' in read) soFar = { ...soFar, fields: [...soFar.fields, ...read.fields] };
    else if ('pairs' in read) soFar = { ...soFar, pairs: read.pairs };
    else soFar = { ...soFar, end: read.end };
    onChange(soFar);
  }
  if (soFar.end === undefined)
    throw new ApiFailure('cut-off', 'The answer ended before it was complete.', 0, 'Try again.');
  return soFar;
}
