import type { FindingChange } from '@tracebin/model';
import { BadRequestError, NotFoundError } from '../errors.ts';
import type { Engine } from '../store/engine/engine.ts';

const KEY = /^[0-9a-f]{16}$/;
/** Each change keeps what it leaves out, so it has to see the one before it. */
const lastChanges = new WeakMap<Engine, Promise<void>>();

/**
 * Notes what a person says of a finding. What the change leaves out stays.
 *
 * @param key 16 hex digits
 * @param isKnown asked for a key that no trace has: findings that come of comparing stand nowhere
 * @throws BadRequestError `bad-finding-key`
 * @throws NotFoundError when the bin has no such finding
 */
export async function changeFindingState(
  engine: Engine,
  bin: string,
  key: string,
  { status, note }: FindingChange,
  isKnown: (key: string) => Promise<boolean> = async () => false,
): Promise<void> {
  if (!KEY.test(key)) {
    throw new BadRequestError('bad-finding-key', 'The key of a finding has 16 hex digits.', {
      hint: 'GET /api/bins/:bin/findings lists them.',
    });
  }
  const params = { bin, key: BigInt(`0x${key}`).toString() };
  const seen = await engine.query(
    'SELECT 1 FROM finding_occurrences WHERE bin = {bin:String} AND key = {key:UInt64} LIMIT 1',
    params,
  );
  if (seen.rows === 0 && !(await isKnown(key))) throw new NotFoundError(`There is no finding ${key} here.`);
  const before = lastChanges.get(engine) ?? Promise.resolve();
  const change = before.then(() => insertState(engine, params, status, note));
  lastChanges.set(
    engine,
    change.catch(() => {}),
  );
  await change;
}

/** A note says nothing of the status: its row is of the moment at which somebody last did, or has none. */
async function insertState(
  engine: Engine,
  params: { bin: string; key: string },
  status: FindingChange['status'],
  note: FindingChange['note'],
): Promise<void> {
  const { columns, rows } = await engine.query(
    `SELECT toString(status) AS status, note, toString(changed_at + INTERVAL 1 MILLISECOND) AS later
     FROM finding_states FINAL WHERE bin = {bin:String} AND key = {key:UInt64}`,
    params,
  );
  const known = (column: string): string | undefined =>
    rows === 0 ? undefined : String(columns[column]![0]);
  const later = status === undefined ? known('later') : undefined;
  await engine.command(
    `INSERT INTO finding_states (bin, key, status, note, changed_at)
     SELECT {bin:String}, {key:UInt64}, {status:String}, {note:String},
       ${later === undefined ? 'now64(3)' : `toDateTime64({later:String}, 3, 'UTC')`}`,
    {
      ...params,
      status: status ?? known('status') ?? '',
      note: note ?? known('note') ?? '',
      ...(later === undefined ? {} : { later }),
    },
  );
}
