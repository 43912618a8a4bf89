/** Everything Scruffy reads from its environment. */
export interface Config {
  host: string;
  port: number;
  databaseUrl: string;
  ratesUrl: string;
  /** True serves the week with one query for a level instead of one for a row. */
  isFixed: boolean;
  /** The day that the schedule is seeded around, `2026-11-21`. */
  today: string;
}

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    host: env.HOST ?? '127.0.0.1',
    port: Number(env.PORT ?? 3000),
    databaseUrl: required(env, 'DATABASE_URL'),
    ratesUrl: required(env, 'RATES_URL'),
    isFixed: env.FIXED === '1',
    today: env.SCRUFFY_TODAY ?? new Date().toISOString().slice(0, 10),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set; "npm start" sets it for you`);
  return value;
}
