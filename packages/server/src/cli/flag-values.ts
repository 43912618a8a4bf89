/** Reads the values of flags and of their variables; a wrong one says what is right. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseDuration } from '@tracebin/model';
import { InvalidArgumentError } from 'commander';

export const DEFAULT_STORE = join(homedir(), '.tracebin', 'store');

export function port(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= 65_535) return value;
  throw new InvalidArgumentError('A port is a number from 0 (any free one) to 65535.');
}

export function portOrOff(text: string): number | 'off' {
  if (text === 'off') return 'off';
  try {
    return port(text);
  } catch {
    throw new InvalidArgumentError('Give a port from 0 (any free one) to 65535, or "off".');
  }
}

export function host(text: string): string {
  const name = text.trim().replace(/^\[|\]$/g, '');
  if (name !== '' && !/[\s/]/.test(name)) return name;
  throw new InvalidArgumentError('Give an address or a name, like 127.0.0.1 or 0.0.0.0.');
}

/** Without a slash at the end. */
export function publicUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InvalidArgumentError('Give a whole URL, like https://apm.example.com.');
  }
  if (
    !['http:', 'https:'].includes(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  ) {
    throw new InvalidArgumentError('Give http:// or https:// and a host, nothing behind it.');
  }
  if (url.pathname !== '/')
    throw new InvalidArgumentError('A path is not possible: the pages live at the root.');
  return url.origin;
}

export function storePlace(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Give a folder or a clickhouse:// address.');
  return text.startsWith('~/') ? join(homedir(), text.slice(2)) : text;
}

/** The only line of a file, so that the secret shows in no list of processes. */
export function secretFromFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new InvalidArgumentError(`The file cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (text === '') throw new InvalidArgumentError('The file is empty.');
  return text;
}

/** `7d`, `36h`, or hours: to whole hours. */
export function retentionHours(text: string): number {
  const match = /^(\d{1,6})\s*(h|d)?$/.exec(text.trim());
  const hours = match ? Number(match[1]) * (match[2] === 'd' ? 24 : 1) : Number.NaN;
  if (hours >= 1 && hours <= 9_600) return hours;
  throw new InvalidArgumentError('Give 1h to 9600h, or 1d to 400d.');
}

/** Whole numbers from 0 on. */
export function count(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number; 0 means no limit.');
}

/** `512`, `64k`, `8M`, `1G`: to bytes. */
export function bytes(text: string): number {
  const match = /^(\d{1,12})\s*(k|m|g)?(i?b)?$/i.exec(text.trim());
  if (!match) throw new InvalidArgumentError('Give bytes, like 65536, 64k, 8M or 1G; 0 means no limit.');
  const unit = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match[2] ?? '').toLowerCase()] ?? 1;
  return Number(match[1]) * unit;
}

export function isClusterStore(store: string): boolean {
  return store.includes('://');
}

export function quietTimeOrOff(text: string): number | 'off' {
  if (text === 'off') return 'off';
  const nanoseconds = parseDuration(text);
  const ms = nanoseconds === undefined ? Number.NaN : nanoseconds / 1e6;
  if (ms >= 1_000 && ms <= 600_000) return ms;
  throw new InvalidArgumentError('Give a time from 1s to 10m, or "off".');
}

/** `0s` to `1d`, in milliseconds. */
export function waitTime(text: string): number {
  const nanoseconds = parseDuration(text);
  const ms = nanoseconds === undefined ? Number.NaN : nanoseconds / 1e6;
  if (ms >= 0 && ms <= 86_400_000) return ms;
  throw new InvalidArgumentError('Give a time from 0s (senders never go first) to 24h.');
}

/** `1s` to `10m`, in milliseconds. */
export function questionTime(text: string): number {
  const nanoseconds = parseDuration(text);
  const ms = nanoseconds === undefined ? Number.NaN : nanoseconds / 1e6;
  if (ms >= 1_000 && ms <= 600_000) return ms;
  throw new InvalidArgumentError('Give a time from 1s to 10m.');
}

/** With less the engine cannot even begin. */
const LEAST_QUESTION_MEMORY = 64 * 1024 ** 2;

export function questionMemory(text: string): number {
  const value = bytes(text);
  if (value >= LEAST_QUESTION_MEMORY) return value;
  throw new InvalidArgumentError('Give 64M or more.');
}

export function share(text: string): { index: number; count: number } {
  const [, part, count] = (/^(\d{1,3})\/(\d{1,3})$/.exec(text.trim()) ?? []).map(Number);
  if (part !== undefined && count !== undefined && part >= 1 && part <= count)
    return { index: part - 1, count };
  throw new InvalidArgumentError('Give which of how many, like 1/2 for the first of two servers.');
}
