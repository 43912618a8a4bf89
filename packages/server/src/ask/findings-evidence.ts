import type { Finding } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';

export interface FindingEvidence {
  statement: string;
  evidence: Record<string, unknown>;
}

/** Where the occurrence stands that tells most of a finding; time in nanoseconds since the epoch. */
export interface FindingProof extends Pick<Finding, 'key'> {
  traceId: string;
  spanId: string;
  time: string;
}

/**
 * What the costliest occurrence of each finding says, by key. Each from its row alone: read of all occurrences, the two
 * columns were nine tenths of the bytes.
 */
export async function findingEvidence(
  engine: Engine,
  bin: string,
  proofs: readonly FindingProof[],
): Promise<{ of: Map<string, FindingEvidence>; readRows: number }> {
  if (proofs.length === 0) return { of: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const list = (values: readonly string[]): string => bound.add('Array(String)', values);
  const time = "fromUnixTimestamp64Nano(toInt64(place.2), 'UTC')";
  const { columns, rows, readRows } = await engine.query(
    `SELECT lower(leftPad(hex(key), 16, '0')) AS id, any(statement) AS said, any(evidence) AS proof
     FROM finding_occurrences
     WHERE bin = ${bound.add('String', bin)}
       AND (toStartOfHour(time), key, time, trace_id, span_id) IN (
         SELECT toStartOfHour(${time}), toUInt64(place.1), ${time}, toFixedString(unhex(place.3), 16),
           toFixedString(unhex(place.4), 8)
         FROM (SELECT arrayJoin(arrayZip(
           ${list(proofs.map(({ key }) => BigInt(`0x${key}`).toString()))},
           ${list(proofs.map(({ time }) => time))},
           ${list(proofs.map(({ traceId }) => traceId))},
           ${list(proofs.map(({ spanId }) => spanId))})) AS place))
     GROUP BY key`,
    bound.params,
  );
  const of = new Map<string, FindingEvidence>();
  for (let row = 0; row < rows; row++) {
    of.set(columns.id![row] as string, {
      statement: columns.said![row] as string,
      evidence: JSON.parse(columns.proof![row] as string) as Record<string, unknown>,
    });
  }
  return { of, readRows };
}
