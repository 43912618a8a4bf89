import type { Finding, FindingStatus } from '@tracebin/model';
import type { Engine } from '../store/engine/engine.ts';
import { BoundValues } from './bound-values.ts';
import type { FindingVersions } from './findings-versions.ts';
import { isoTime } from './iso-time.ts';

export interface FindingState {
  /** Undefined where there is a note only. */
  status: Exclude<FindingStatus, 'back'> | undefined;
  note: string;
  /** ISO 8601. */
  changedAt: string;
}

/** What people have said of the findings of a bin, by key. */
export async function findingStates(engine: Engine, bin: string): Promise<Map<string, FindingState>> {
  const bound = new BoundValues();
  const { columns, rows } = await engine.query(
    `SELECT lower(leftPad(hex(key), 16, '0')) AS id, toString(status) AS status, note,
       toString(toUnixTimestamp64Nano(toDateTime64(changed_at, 9, 'UTC'))) AS changed
     FROM finding_states FINAL WHERE bin = ${bound.add('String', bin)}`,
    bound.params,
  );
  const states = new Map<string, FindingState>();
  for (let row = 0; row < rows; row++) {
    states.set(columns.id![row] as string, {
      status: columns.status![row] === '' ? undefined : (columns.status![row] as FindingState['status']),
      note: columns.note![row] as string,
      changedAt: isoTime(BigInt(columns.changed![row] as string)),
    });
  }
  return states;
}

/**
 * What a person said holds until the finding shows otherwise: one that was fixed and is seen again is back. One that later
 * versions run without is fixed, whoever has noticed; and back when a still later one has it.
 */
export function statusOf(
  finding: Pick<Finding, 'lastSeen'>,
  state: FindingState | undefined,
  versions: Pick<FindingVersions, 'verdict'> | undefined,
): Pick<Finding, 'status' | 'statusBy' | 'note'> {
  const note = state?.note ?? '';
  if (state?.status === 'fixed') {
    if (finding.lastSeen > state.changedAt) return { status: 'back', statusBy: null, note };
    return { status: 'fixed', statusBy: 'person', note };
  }
  if (versions?.verdict === 'fixed') return { status: 'fixed', statusBy: 'version', note };
  // Whoever has acknowledged it has seen that it is there.
  if (versions?.verdict === 'back' && state?.status === undefined)
    return { status: 'back', statusBy: 'version', note };
  return { status: state?.status ?? 'open', statusBy: state?.status === undefined ? null : 'person', note };
}
