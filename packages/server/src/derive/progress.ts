import type { Engine } from '../store/engine/engine.ts';
import type { DeriveOptions } from './derive-options.ts';

/** Second up to which every receipt has been worked up; undefined in a store where nothing has been yet. */
export async function readProgress(
  engine: Engine,
  share: DeriveOptions['share'],
): Promise<number | undefined> {
  const { columns, rows } = await engine.query(
    'SELECT toFloat64(toUnixTimestamp(received_until)) AS until FROM derive_progress FINAL WHERE share = {share:String}',
    { share: nameOf(share) },
  );
  return rows === 0 ? undefined : (columns.until![0] as number);
}

export async function noteProgress(
  engine: Engine,
  share: DeriveOptions['share'],
  second: number,
): Promise<void> {
  await engine.command(
    `INSERT INTO derive_progress (share, received_until, updated_at)
     SELECT {share:String}, toDateTime({until:UInt32}, 'UTC'), now64(3)`,
    { share: nameOf(share), until: second },
  );
}

function nameOf({ index, count }: DeriveOptions['share']): string {
  return `${index}/${count}`;
}
