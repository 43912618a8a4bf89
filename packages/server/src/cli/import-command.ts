/**
 * `tracebin import FILE`: OTLP JSON into a bin, streamed, a few MiB a request. What the receiver rejects is
 * counted with its reasons; an error stops the import and names the line. Spans are recognised when they come
 * again, so an import that stopped is simply run again.
 */
import { createReadStream, statSync } from 'node:fs';
import { BadRequestError, TracebinError } from '../errors.ts';
import { type Delivery, openDelivery } from './delivery.ts';
import { ImportTally } from './import-tally.ts';
import { type Piece, type Signal, splitOtlpJson } from './split-otlp-json.ts';

/** Large enough to be cheap, small enough that progress moves and a retry costs little. */
const BATCH_BYTES = 4 * 1024 * 1024;
const MAX_TRIES = 8;
const KEY_OF_SIGNAL = { traces: 'resourceSpans', logs: 'resourceLogs', metrics: 'resourceMetrics' } as const;

interface ImportFlags {
  store: string;
  key?: string;
}

export async function importFile(file: string, flags: ImportFlags): Promise<void> {
  const size = file === '-' ? undefined : sizeOf(file);
  const source = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1024 * 1024 });
  const delivery = await openDelivery(flags.store, flags.key);
  const tally = new ImportTally(size, process.stderr);
  try {
    await importAll(counted(source, tally), delivery, tally);
  } catch (error) {
    tally.stop();
    if (tally.requests > 0) process.stderr.write(`Before it stopped: ${tally.summary()}\n`);
    throw error;
  } finally {
    tally.stop();
    await delivery.close();
  }
  process.stdout.write(`${tally.summary()} Sent to ${delivery.place}.\n`);
  if (tally.rejected > 0) process.stdout.write(tally.reasons());
}

async function importAll(
  source: AsyncIterable<Buffer>,
  delivery: Delivery,
  tally: ImportTally,
): Promise<void> {
  let batch: Piece[] = [];
  let bytes = 0;
  const flush = async () => {
    if (batch.length > 0) await sendBatch(batch, delivery, tally);
    batch = [];
    bytes = 0;
  };
  for await (const piece of splitOtlpJson(source)) {
    if (batch.length > 0 && (batch[0]!.signal !== piece.signal || bytes + piece.json.length > BATCH_BYTES)) {
      await flush();
    }
    batch.push(piece);
    bytes += piece.json.length;
  }
  await flush();
}

async function sendBatch(batch: readonly Piece[], delivery: Delivery, tally: ImportTally): Promise<void> {
  const { signal } = batch[0]!;
  const items = countItems(batch, signal);
  const parts = batch.flatMap(({ json }, index) => (index === 0 ? [json] : [Buffer.from(','), json]));
  const body = Buffer.concat([Buffer.from(`{"${KEY_OF_SIGNAL[signal]}":[`), ...parts, Buffer.from(']}')]);
  for (let attempt = 1; ; attempt++) {
    const { status, body: answer, retryAfterSeconds } = await delivery.send(signal, body);
    if (status === 200) {
      tally.took(signal, items, partialSuccess(answer));
      return;
    }
    const retryable = status === 429 || status === 502 || status === 503 || status === 504;
    if (!retryable || attempt === MAX_TRIES) throw refusal(status, answer, batch);
    await new Promise((resolve) => setTimeout(resolve, (retryAfterSeconds ?? 1) * 1000));
  }
}

/** Spans, log records or data points; also finds a resource that is not JSON, and so its line. */
function countItems(batch: readonly Piece[], signal: Signal): number {
  let items = 0;
  for (const { json, line } of batch) {
    let resource: Record<string, unknown>;
    try {
      resource = JSON.parse(json.toString('utf8')) as Record<string, unknown>;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new BadRequestError(
        'bad-import',
        `The resource that begins on line ${line} is not JSON: ${detail}.`,
      );
    }
    for (const scope of listOf(resource, 'scopeSpans', 'scopeLogs', 'scopeMetrics')) {
      if (signal === 'traces') items += listOf(scope, 'spans').length;
      else if (signal === 'logs') items += listOf(scope, 'logRecords').length;
      else for (const metric of listOf(scope, 'metrics')) items += countPoints(metric);
    }
  }
  return items;
}

function countPoints(metric: Record<string, unknown>): number {
  const kinds = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];
  return kinds.reduce((count, kind) => {
    const data = metric[kind];
    return typeof data === 'object' && data !== null
      ? count + listOf(data as Record<string, unknown>, 'dataPoints').length
      : count;
  }, 0);
}

function listOf(parent: Record<string, unknown>, ...names: string[]): Record<string, unknown>[] {
  const found = names.map((name) => parent[name]).find(Array.isArray);
  return (found ?? []).filter(
    (item): item is Record<string, unknown> => typeof item === 'object' && item !== null,
  );
}

interface PartialSuccess {
  rejected: number;
  reason: string;
}

function partialSuccess(answer: Buffer): PartialSuccess | undefined {
  const { partialSuccess: partial } = JSON.parse(answer.toString('utf8') || '{}') as {
    partialSuccess?: Record<string, unknown>;
  };
  if (partial === undefined) return undefined;
  const rejected = Number(
    partial.rejectedSpans ?? partial.rejectedLogRecords ?? partial.rejectedDataPoints ?? 0,
  );
  return { rejected, reason: String(partial.errorMessage ?? '') };
}

function refusal(status: number, answer: Buffer, batch: readonly Piece[]): TracebinError {
  let message = `status ${status}`;
  try {
    message = (JSON.parse(answer.toString('utf8')) as { message?: string }).message ?? message;
  } catch {
    // Not the protocol's answer, a proxy's perhaps; the status must do.
  }
  const [first, last] = [batch[0]!.line, batch.at(-1)!.line];
  const what =
    batch.length === 1
      ? `The resource that begins on line ${first} was`
      : `The resources that begin on ${first === last ? `line ${first}` : `lines ${first} to ${last}`} were`;
  return new TracebinError('import-refused', `${what} refused: ${message}`, {
    ...(status === 401 ? { hint: 'Is --key an ingest key (tb_k_…) of this server?' } : {}),
  });
}

function sizeOf(file: string): number {
  try {
    const stats = statSync(file);
    if (stats.isFile() || stats.isFIFO()) return stats.size;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new TracebinError(
      'no-file',
      code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`,
    );
  }
  throw new TracebinError('no-file', `${file} is not a file.`);
}

async function* counted(source: AsyncIterable<Buffer>, tally: ImportTally): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    tally.read(chunk.length);
    yield chunk;
  }
}
