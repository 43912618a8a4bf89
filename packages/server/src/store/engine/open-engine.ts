import { StartError } from '../../errors.ts';
import { EmbeddedEngine } from './embedded-engine.ts';
import type { Engine } from './engine.ts';
import { parseClusterUrl } from './store-url.ts';

/**
 * @param store a directory for the embedded engine, made when it is missing, or `clickhouse://...` for a cluster
 * @throws StartError `store-locked`, `store-unreadable`, `engine-missing`, `store-url`, `store-unreachable`
 */
export async function openEngine(store: string): Promise<Engine> {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(store)) return EmbeddedEngine.open(store);
  if (!store.startsWith('clickhouse://')) {
    throw new StartError('store-url', `The store is neither a directory nor a clickhouse:// address.`, {
      hint: 'Give a path, or clickhouse://user:password@host:8123/database?cluster=name',
    });
  }
  const url = parseClusterUrl(store);
  // Its client is loaded only where there is a cluster.
  const { ClusterEngine } = await import('./cluster-engine.ts');
  const engine = new ClusterEngine(url);
  try {
    await engine.version();
  } catch (cause) {
    await engine.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError('store-unreachable', `The store at ${url.httpUrl} does not answer: ${reason}`, {
      hint: "Check the address, the port of ClickHouse's HTTP interface, user and password.",
      cause,
    });
  }
  return engine;
}
