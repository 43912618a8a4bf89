import type { Engine } from '../../../store/engine/engine.ts';
import { BoundValues } from '../../bound-values.ts';
import { isoTime } from '../../iso-time.ts';
import { type DeployedVersions, deployedVersions } from '../deployed-versions.ts';

/** What a group of errors was before the range. */
export interface ErrorHistory {
  /** ISO 8601. */
  firstSeen: string;
  lastSeen: string;
  firstVersion: string;
  lastVersion: string;
  /** Seen first since the version runs that was deployed last, if it is not the only one. */
  isNew: boolean;
}

interface HistoryScope {
  bin: string;
  /** Nanoseconds since the epoch; what happened later is not known yet. */
  until: bigint;
  /** As if nothing had run anywhere else. */
  environment: string | undefined;
  /** Where they are known already. */
  deployed?: Promise<DeployedVersions>;
}

/**
 * Of groups of errors, by group, over all that the bin keeps.
 *
 * @param groups 16 hex digits each
 */
export async function errorHistories(
  engine: Engine,
  { bin, until, environment, deployed }: HistoryScope,
  groups: readonly string[],
): Promise<{ of: Map<string, ErrorHistory>; readRows: number }> {
  if (groups.length === 0) return { of: new Map(), readRows: 0 };
  const bound = new BoundValues();
  const end = bound.addTime(until);
  const own = bound.add('String', bin);
  const ids = `(SELECT reinterpretAsUInt64(reverse(unhex(arrayJoin(${bound.add('Array(String)', groups)})))))`;
  const happenedThere =
    environment === undefined ? '' : ` AND environment = ${bound.add('String', environment)}`;
  const [{ columns, rows, readRows }, ran] = await Promise.all([
    engine.query(
      `SELECT lower(leftPad(hex(group), 16, '0')) AS id, toString(any(service)) AS of_service,
         toString(toUnixTimestamp64Nano(min(time))) AS first_at, toString(toUnixTimestamp64Nano(max(time))) AS last_at,
         toString(argMin(version, time)) AS first_version, toString(argMax(version, time)) AS last_version
       FROM errors
       WHERE bin = ${own} AND time <= ${end} AND group IN ${ids}${happenedThere}
       GROUP BY group`,
      bound.params,
    ),
    deployed ??
      deployedVersions(engine, {
        bin,
        range: { from: 0n, to: until + 1n, isOpen: false },
        service: undefined,
        environment,
      }),
  ]);
  const value = <T>(name: string, row: number): T => columns[name]![row] as T;
  const of = new Map<string, ErrorHistory>();
  for (let row = 0; row < rows; row++) {
    const first = BigInt(value<string>('first_at', row));
    const versions = ran.of.get(value('of_service', row)) ?? [];
    of.set(value('id', row), {
      firstSeen: isoTime(first),
      lastSeen: isoTime(BigInt(value<string>('last_at', row))),
      firstVersion: value('first_version', row),
      lastVersion: value('last_version', row),
      isNew: versions.length > 1 && first >= versions.at(-1)!.since,
    });
  }
  return { of, readRows: readRows + (deployed === undefined ? ran.readRows : 0) };
}
