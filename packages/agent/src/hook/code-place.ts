/**
 * The first frame of the application's own code on the current stack: where a repeated or slow statement is
 * caused. Taking a stack costs five to ten microseconds, so callers ask once per transaction and statement, and
 * only when something repeats or has been slow.
 */
import { findSourceMap } from 'node:module';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FixedAttributes } from '../record/fixed-attributes.ts';
import type { CodePlace } from '../record/transaction.ts';

/**
 * Where a driver is called directly the app's frame is among the first; behind an ORM it is deep. Each frame costs about
 * half a microsecond, so the long stack is only taken where the short one did not do.
 */
const FEW_FRAMES = 8;
const MANY_FRAMES = 60;
const OWN_FILE = import.meta.url ? fileOf(import.meta.url) : __filename;
/** `dist/` when bundled, `src/` when not. */
const OWN_FOLDER = dirname(OWN_FILE).replace(/[\\/]hook$/, '') + sep;

/** Found before, by position in the loaded file: URL, path and source map are read once for each. */
const places = new Map<string, CodePlace>();
const MAX_PLACES = 1_000;

export function findCodePlace(): CodePlace | null {
  const few = callSites(FEW_FRAMES, findCodePlace);
  return (
    firstOfApp(few) ?? (few.length < FEW_FRAMES ? null : firstOfApp(callSites(MANY_FRAMES, findCodePlace)))
  );
}

/**
 * Of the app's function that awaits a promise; to be called in the handler that is about to fulfil it. V8 follows the promise
 * to whoever waits for it, so this needs nothing from the time of the call. Where the calling function awaits nothing itself it is
 * one that called it.
 *
 * With code of anybody else on the stack, the call ended within other work, and those who wait are waiting for that: null.
 */
export function findAwaitingPlace(): CodePlace | null {
  const frames = callSites(MANY_FRAMES, findAwaitingPlace);
  const first = frames.findIndex((frame) => frame.isAsync());
  return first >= 0 && frames.slice(0, first).every(isOurs) ? firstOfApp(frames.slice(first)) : null;
}

/** Ours or Node's. */
function isOurs(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName();
  return !file || file.startsWith('node:') || fileOf(file).startsWith(OWN_FOLDER);
}

function firstOfApp(frames: readonly NodeJS.CallSite[]): CodePlace | null {
  for (const frame of frames) {
    const file = frame.getFileName();
    if (!file || file.startsWith('node:') || file.includes(`${sep}node_modules${sep}`)) continue;
    const line = frame.getLineNumber();
    if (line === null) continue;
    const column = frame.getColumnNumber() ?? 1;
    const position = `${file}:${line}:${column}`;
    const known = places.get(position);
    if (known !== undefined) return known;
    const path = fileOf(file);
    if (path.includes(`${sep}node_modules${sep}`) || path.startsWith(OWN_FOLDER)) continue;
    const name = frame.getFunctionName() ?? '';
    const place = mapped(path, line, column, name) ?? prepared(frame, name) ?? at(path, line, column, name);
    if (places.size >= MAX_PLACES) places.clear();
    places.set(position, place);
    return place;
  }
  return null;
}

/** @param top the function of ours beneath which the stack begins */
function callSites(limit: number, top: () => unknown): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, top);
    const { stack } = holder;
    return Array.isArray(stack) ? (stack as NodeJS.CallSite[]) : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // Never deleted: that would make every later use of `Error` slow.
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The place in the file that a person wrote, where the process keeps source maps (`--enable-source-maps`). */
function mapped(path: string, line: number, column: number, functionName: string): CodePlace | undefined {
  try {
    const entry = findSourceMap(path)?.findEntry(line - 1, column - 1);
    if (!entry || !('originalSource' in entry) || !entry.originalSource) return undefined;
    return at(fileOf(entry.originalSource), entry.originalLine + 1, entry.originalColumn + 1, functionName);
  } catch {
    // A map may say anything: that it was made of a file on another machine, say.
    return undefined;
  }
}

/** The place as whoever prepares stacks in this process writes it: Vitest and others keep their source maps there. */
function prepared(frame: NodeJS.CallSite, functionName: string): CodePlace | undefined {
  if (typeof Error.prepareStackTrace !== 'function') return undefined;
  try {
    const text = String(Error.prepareStackTrace(new Error('place'), [frame]));
    const [, file, line, column] = /([^\s()]+):(\d+):(\d+)\)?\s*$/.exec(text) ?? [];
    return file && isAbsolute(fileOf(file))
      ? at(fileOf(file), Number(line), Number(column), functionName)
      : undefined;
  } catch {
    return undefined;
  }
}

function at(path: string, line: number, column: number, functionName: string): CodePlace {
  const file = shortened(path);
  const attributes = new FixedAttributes({
    'code.file.path': file,
    'code.line.number': line,
    ...(functionName ? { 'code.function.name': functionName } : {}),
  });
  return { file, line, column, functionName, attributes };
}

function fileOf(name: string): string {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

/** Relative to where the app was started: the same on every machine, and what people type. */
function shortened(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
