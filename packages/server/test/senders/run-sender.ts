/** Runs a sender to its end and reads the ids that it made. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SENT } from './sent.ts';

export interface SentIds {
  traceId: string;
  request: string;
  query: string;
  enqueue: string;
}

export interface SenderSettings {
  service: string;
  endpoint: string;
  protocol: 'http/protobuf' | 'http/json' | 'grpc';
  compression?: 'gzip';
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const VENV = join(dirname(dirname(dirname(dirname(here('.'))))), '.cache', 'sender-python');
const LOCK = `${VENV}.lock`;
const LOCK_POLL_INTERVAL_MS = 200;
const TIMEOUT_MS = 60_000;
const run = promisify(execFile);

export function runOpenTelemetryJs(settings: SenderSettings): Promise<SentIds> {
  return runSender(process.execPath, ['--import', 'tsx', here('./opentelemetry-js.ts')], settings);
}

export async function runOpenTelemetryPython(settings: SenderSettings): Promise<SentIds> {
  return runSender(await pythonWithPackages(), [here('./opentelemetry_python.py')], settings);
}

async function runSender(program: string, args: string[], settings: SenderSettings): Promise<SentIds> {
  const resource = Object.entries(SENT.resource).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const { stdout, stderr } = await run(program, args, {
    timeout: TIMEOUT_MS,
    env: {
      PATH: process.env.PATH,
      OTEL_SERVICE_NAME: settings.service,
      OTEL_RESOURCE_ATTRIBUTES: resource.join(','),
      OTEL_EXPORTER_OTLP_ENDPOINT: settings.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: settings.protocol,
      // The gRPC exporter for Python does not know the value "none".
      ...(settings.compression ? { OTEL_EXPORTER_OTLP_COMPRESSION: settings.compression } : {}),
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
    },
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the sender said no ids:\n${stdout}\n${stderr}`);
  return JSON.parse(last) as SentIds;
}

/** Why Python cannot be used here, and how to get it; undefined when it can. */
export async function missingPython(): Promise<string | undefined> {
  const found = await run('python3', ['-c', 'import venv, ensurepip']).catch(() => undefined);
  if (found) return undefined;
  return 'needs Python 3 with venv (Debian: apt-get install python3-venv)';
}

/** @returns the interpreter of a virtual environment that has what requirements.txt names */
export async function pythonWithPackages(): Promise<string> {
  const requirements = readFileSync(here('./requirements.txt'));
  const wanted = createHash('sha256').update(requirements).digest('hex');
  const stamp = join(VENV, 'installed');
  const python = join(VENV, 'bin', 'python');
  const isThere = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isThere()) return python;
  const release = await takeLock();
  try {
    // Another test file may have been faster.
    if (isThere()) return python;
    rmSync(VENV, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', VENV]);
    // Not compiled: of what is installed only a part is ever imported.
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
    await run(python, [...install, '-r', here('./requirements.txt')]);
    writeFileSync(stamp, wanted);
    return python;
  } finally {
    release();
  }
}

/** Waits for whoever installs, as long as that process lives. */
async function takeLock(): Promise<() => void> {
  mkdirSync(dirname(VENV), { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return () => rmSync(LOCK, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!isHeld()) rmSync(LOCK, { force: true });
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_INTERVAL_MS));
    }
  }
}

function isHeld(): boolean {
  try {
    const holder = Number(readFileSync(LOCK, 'utf8'));
    // Just made, and its number not yet written.
    if (holder === 0) return true;
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
