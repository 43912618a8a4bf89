import { connectDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { seed } from './seed.ts';

/** Brings an empty database to the state that Scruffy starts from; leaves one alone that has stations already. */
export async function prepareDatabase(url: string, today: string): Promise<void> {
  const db = connectDatabase(url, 1);
  try {
    await migrate(db);
    const { rows } = await db.query<{ count: number }>('SELECT count(*) FROM stations');
    if (rows[0]?.count === 0) await seed(db, today);
  } finally {
    await db.end();
  }
}
