/** Speaks as much of ClickHouse's HTTP interface as `@clickhouse/client` needs, over the embedded engine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Session } from 'chdb';

export interface HttpFace {
  /** As for `--store`. */
  storeUrl: string;
  /** Statements that have come in, for tests. */
  statements: string[];
  close(): Promise<void>;
}

const USER = 'tracer';
const PASSWORD = 'p@ss word';
/** Settings of the interface itself, and those of a cluster, which the embedded engine has no use for. */
const NOT_FOR_THE_ENGINE = new Set([
  'query',
  'query_id',
  'database',
  'session_id',
  'default_format',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'cancel_http_readonly_queries_on_client_close',
]);
const PARALLEL_SESSIONS = 6;

export async function startHttpFace(): Promise<HttpFace> {
  const directory = mkdtempSync(join(tmpdir(), 'tracebin-http-face-'));
  const path = join(directory, 'store');
  const idle = Array.from({ length: PARALLEL_SESSIONS }, () => new Session(path));
  const control = new Session(path);
  const waiting: ((session: Session) => void)[] = [];
  const statements: string[] = [];
  const running = new Set<Promise<void>>();
  let files = 0;
  let isClosed = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (url.pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    const expected = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      refuse(response, 516, `${USER}: Authentication failed`);
      return;
    }
    const inUrl = url.searchParams.get('query');
    const statement = (inUrl ?? body.toString('utf8')).trim();
    statements.push(statement);
    const { sql, format } = splitFormat(statement);
    const settings = settingsOf(url.searchParams);
    const file = join(directory, `${files++}.native`);
    // A KILL must not wait behind what it is to end.
    const session = idle.pop() ?? (await new Promise<Session>((resolve) => waiting.push(resolve)));
    // Of this statement alone, also where several wait for a session: it is what a KILL goes by.
    const marker = `http-face-${basename(file)}`;
    let isDone = false;
    response.on('close', () => {
      if (isDone || isClosed) return;
      control.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = '${marker}' ASYNC`).catch(() => {});
    });
    try {
      const prefix = `SET ${[...settings, `log_comment = '${marker}'`].join(', ')};\n`;
      let text = sql;
      if (inUrl !== null && format === 'Native') {
        writeFileSync(file, body);
        const [, target, columns] = /^INSERT INTO (\S+)(?: \((.*)\))?$/is.exec(sql) as RegExpExecArray;
        const list = columns === undefined ? '' : ` (${columns})`;
        text = `INSERT INTO ${target}${list} SETTINGS max_threads = 1, max_insert_threads = 1 SELECT ${columns ?? '*'} FROM file('${file}', Native)`;
      }
      const result = await session.queryAsync(prefix + text, {
        format: text === sql ? format : 'TSV',
      });
      response.setHeader('X-ClickHouse-Format', format);
      response.end(Buffer.from(result.bytes()));
    } catch (error) {
      await session.queryAsync('SELECT 1').catch(() => {});
      const { message, clickhouseCode } = error as Error & { clickhouseCode?: number };
      refuse(response, clickhouseCode ?? 1000, message);
    } finally {
      isDone = true;
      rmSync(file, { force: true });
      const next = waiting.shift();
      if (next === undefined) idle.push(session);
      else next(session);
    }
  }

  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    const answering = answer(request, response)
      .catch((error: Error) => refuse(response, 1000, error.message))
      .finally(() => running.delete(answering));
    running.add(answering);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    storeUrl: `clickhouse://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/default`,
    statements,
    close: async () => {
      isClosed = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      // A session must not be closed under its query.
      await Promise.allSettled(running);
      for (const session of [...idle, control]) session.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function refuse(response: ServerResponse, code: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.statusCode = code === 516 ? 403 : 500;
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  response.end(message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message}. (ERROR)`);
}

function splitFormat(statement: string): { sql: string; format: string } {
  const found = /^(.*)\sFORMAT\s+(\w+)\s*;?$/is.exec(statement);
  return found === null
    ? { sql: statement, format: 'TSV' }
    : { sql: found[1] as string, format: found[2] as string };
}

/** Parameters arrive in the escaped form in which `SET param_...` takes them. */
function settingsOf(params: URLSearchParams): string[] {
  // A request has its own settings there; here those of the session's last one would stay.
  const settings = ['max_execution_time = 0', 'max_memory_usage = 0'];
  for (const [name, value] of params) {
    if (NOT_FOR_THE_ENGINE.has(name)) continue;
    settings.push(`${name} = '${value.replace(/[\\']/g, '\\$&')}'`);
  }
  return settings;
}
