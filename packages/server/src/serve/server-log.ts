/**
 * Structured logs on stderr: JSON lines for programs, one readable line each on a terminal. No log line ever
 * holds a key, a view token, a path of a request or what users sent.
 */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { LogLevel } from './serve-options.ts';

export type ServerLog = pino.Logger;
export type LogFormat = 'pretty' | 'json';

export function createServerLog(level: LogLevel, format: LogFormat): ServerLog {
  const options: pino.LoggerOptions = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (format === 'json') return pino(options, pino.destination({ dest: 2, sync: true }));
  return pino(options, prettyLines(process.stderr));
}

const LEVEL_NAMES: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** `14:19:12 warn  port 4317 is in use  door=grpc` */
function prettyLines(target: NodeJS.WritableStream): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      target.write(prettyLine(chunk.toString('utf8')));
      done();
    },
  });
}

export function prettyLine(json: string): string {
  const { level, time, msg, err, hint, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const name = (LEVEL_NAMES[Number(level)] ?? String(level)).padEnd(5);
  const details = Object.entries(rest).map(([key, value]) => {
    return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  const head = [String(time).slice(11, 19), name, String(msg), ...details].join(' ');
  const stack = (err as { stack?: string } | undefined)?.stack;
  return `${head}\n${hint === undefined ? '' : `         ${String(hint)}\n`}${stack === undefined ? '' : `${stack}\n`}`;
}
