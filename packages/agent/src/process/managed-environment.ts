/**
 * PM2 starts a worker of a cluster with the app's whole environment as JSON in the variable `pm2_env`; its container unpacks it,
 * but after we have started. In fork mode it is the environment itself.
 */

type Environment = Record<string, string | undefined>;

/** @returns the environment that the app will see; the same object where no such manager is */
export function managedEnvironment(environment: Environment): Environment {
  if (environment.pm2_env === undefined) return environment;
  try {
    const given: unknown = JSON.parse(environment.pm2_env);
    if (typeof given !== 'object' || given === null) return environment;
    const texts = Object.entries(given)
      .filter(([, value]) => value !== null && typeof value !== 'object')
      .map(([name, value]) => [name, String(value)]);
    return { ...environment, ...Object.fromEntries(texts) };
  } catch {
    return environment;
  }
}
