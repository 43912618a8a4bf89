import type {
  ApiError,
  ComparedField,
  CompareHead,
  CompareLine,
  CompareRequest,
  ReadFacts,
} from '@tracebin/model';
import { ApiFailure } from './client.ts';
import { binPath } from './queries.ts';

/** A comparison as far as it has come. */
export interface ComparisonSoFar {
  head: CompareHead | undefined;
  fields: readonly ComparedField[];
  end: { sql: string[]; read: ReadFacts } | undefined;
}

/**
 * Asks for a comparison and calls back with everything there is so far, each time some fields have come.
 * @throws {ApiFailure} for refusals, before or after the first fields; an abort is passed on as it is.
 */
export async function askComparison(
  bin: string,
  request: CompareRequest,
  signal: AbortSignal,
  onChange: (soFar: ComparisonSoFar) => void,
): Promise<ComparisonSoFar> {
  const response = await answerOf(`${binPath(bin)}/compare`, request, signal);
  let soFar: ComparisonSoFar = { head: undefined, fields: [], end: undefined };
  for await (const line of linesOf(response.body!)) {
    const read = JSON.parse(line) as CompareLine;
    if ('error' in read)
      throw new ApiFailure(read.error.code, read.error.message, response.status, read.error.hint);
    if ('head' in read) soFar = { ...soFar, head: read.head };
    else if ('fields' in read) soFar = { ...soFar, fields: [...soFar.fields, ...read.fields] };
    else soFar = { ...soFar, end: read.end };
    onChange(soFar);
  }
  if (soFar.end === undefined)
    throw new ApiFailure('cut-off', 'The answer ended before it was complete.', 0, 'Try again.');
  return soFar;
}

async function answerOf(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { accept: 'application/x-ndjson', 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiFailure('unreachable', 'The server does not answer.', 0, 'Is it still running?');
  }
  if (response.ok) return response;
  const error = ((await response.json().catch(() => undefined)) as Partial<ApiError> | undefined)?.error;
  throw new ApiFailure(
    error?.code ?? 'unreadable',
    error?.message ?? `The server answered ${response.status} without saying why.`,
    response.status,
    error?.hint,
  );
}

/** Lines as they come in; the last one need not end. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? '';
    const lines = rest.split('\n');
    rest = done ? '' : lines.pop()!;
    for (const line of lines) if (line.trim() !== '') yield line;
    if (done) return;
  }
}
