/** Answers that come line by line, each a JSON object, as they are made. */
import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiErrorOf, asTracebinError } from '../http/api-error.ts';

export const LINES = 'application/x-ndjson';

export function wantsLines({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes(LINES) === true;
}

/** What is refused before the first line is refused with its status; what fails later ends in a line with the error. */
export async function sendLines<Line>(
  request: FastifyRequest,
  reply: FastifyReply,
  lines: AsyncGenerator<Line>,
): Promise<FastifyReply> {
  const first = await lines.next();
  // Whoever asked may have gone by now, and a stream to nobody would end as a failure of ours.
  if (reply.raw.destroyed) {
    await lines.return(undefined);
    return reply.hijack();
  }
  reply.header('content-type', `${LINES}; charset=utf-8`);
  reply.header('x-accel-buffering', 'no');
  const text = Readable.from(textOf(first, lines), { objectMode: false });
  if (request.headers['accept-encoding']?.includes('gzip') !== true) {
    request.headers['x-no-compression'] = '1';
    return await reply.send(text);
  }
  // Compressed here, as each line must go out at once.
  reply.header('content-encoding', 'gzip');
  return await reply.send(pipeline(text, createGzip({ flush: constants.Z_SYNC_FLUSH }), () => {}));
}

async function* textOf<Line>(
  first: IteratorResult<Line>,
  lines: AsyncGenerator<Line>,
): AsyncGenerator<string> {
  if (first.done === true) return;
  yield `${JSON.stringify(first.value)}\n`;
  try {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    yield `${JSON.stringify(apiErrorOf(asTracebinError(error)))}\n`;
  }
}
