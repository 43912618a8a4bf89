import type { CompareRequest, Question } from '@tracebin/model';
import { Session } from 'chdb';
import { DEFAULT_SENDER_LIMITS } from '../../src/serve/serve-options.ts';
import { createServerLog } from '../../src/serve/server-log.ts';
import { startServer } from '../../src/serve/start-server.ts';
import { tempFolder } from './cli-process.ts';

/** Half a minute and more, if nobody stops it: twenty patterns over each of 100,000 long texts. */
export const SLOW_QUESTION: Question = {
  dataset: 'logs',
  calculatedFields: Array.from({ length: 20 }, (_, at) => ({
    name: `c${at}`,
    expression: `REG_COUNT($body, "(a|b|ab)*${at}")`,
  })),
  calculations: Array.from({ length: 20 }, (_, at) => ({ op: 'SUM', column: `c${at}` })),
};

/** Asked quickly, as nobody wants to know of the patterns; the comparison counts what each of them finds. */
export const SLOW_COMPARISON: CompareRequest = {
  question: { ...SLOW_QUESTION, calculations: [{ op: 'COUNT' }] },
  selection: { filters: [{ column: 'severity', op: '=', value: 9 }] },
};

/** A server in this process, with events to ask the slow question of, and a look into its engine. */
export interface ServerWithView {
  url: string;
  /** Statements of the slow question or comparison that the engine runs now. */
  running(): Promise<number>;
  close(): Promise<void>;
}

export async function startServerWithView(): Promise<ServerWithView> {
  const folder = tempFolder();
  const server = await startServer(
    {
      host: '127.0.0.1',
      port: 0,
      grpcPort: 'off',
      store: folder.path,
      publicUrl: undefined,
      adminSecret: undefined,
      limits: DEFAULT_SENDER_LIMITS,
      maxBacklogBytes: undefined,
      deriveAfterMs: 'off',
      deriveMaxWaitMs: 0,
      deriveShare: undefined,
      questionLimits: { timeoutMs: 30_000, maxMemoryBytes: undefined },
    },
    { log: createServerLog('silent', 'json'), version: '0.0.0' },
  );
  const engine = new Session(folder.path);
  await engine.queryAsync(
    `INSERT INTO events (bin, type, time, sample_rate, severity, body, expires_at) SELECT 'local', 1, now64(9) - 60, 1, 9 + number % 2, repeat('ab', 1000), now() + 86400 FROM numbers(100000)`,
  );
  return {
    url: server.localUrl,
    running: async () => {
      const sql = `SELECT count() FROM system.processes WHERE query LIKE '%countMatches%' AND query NOT LIKE '%system.processes%'`;
      return Number((await engine.queryAsync(sql, { format: 'TSV' })).text());
    },
    close: async () => {
      engine.close();
      await server.stop();
      folder.remove();
    },
  };
}
