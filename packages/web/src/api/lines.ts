/** Answers that come line by line, each a JSON object. */
import type { ApiError } from '@tracebin/model';
import { ApiFailure } from './client.ts';

/**
 * @throws {ApiFailure} for refusals, before or after the first line; an abort is passed on as it is.
 */
export async function* askLines<Line extends object>(
  path: string,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<Exclude<Line, ApiError>> {
  const response = await answerOf(path, body, signal);
  for await (const line of linesOf(response.body!)) {
    const read = JSON.parse(line) as Line | ApiError;
    if ('error' in read) {
      const { code, message, hint } = (read as ApiError).error;
      throw new ApiFailure(code, message, response.status, hint);
    }
    yield read as Exclude<Line, ApiError>;
  }
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
