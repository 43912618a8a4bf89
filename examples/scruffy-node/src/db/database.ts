import pg from 'pg';

export type Database = pg.Pool;

// Money and counts are far below 2^53: `count(*)` may come as a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// Air times have no time zone (they are the station's wall clock) and stay the text that Postgres gives.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => text.replace(' ', 'T'));

/** @param maxConnections as many requests may talk to Postgres side by side */
export function connectDatabase(url: string, maxConnections = 10): Database {
  const pool = new pg.Pool({ connectionString: url, max: maxConnections });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => console.error(`database connection lost: ${error.message}`));
  return pool;
}
