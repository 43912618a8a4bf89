/** What is different about a selection of a question's events. */
import { Readable } from 'node:stream';
import type { CompareLine, CompareRequest } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import { apiErrorOf, asTracebinError } from '../http/api-error.ts';
import { type ApiParts, binOf } from './api-parts.ts';
import { goneSignal } from './gone-signal.ts';
import { answers, binParams } from './route-schema.ts';
import { CompareAnswerSchema, CompareRequestSchema } from './schema/compare.ts';
import { scopeOf } from './scope-of.ts';

const LINES = 'application/x-ndjson';

export function addCompareRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.post<{ Body: CompareRequest }>(
    '/api/bins/:bin/compare',
    {
      // Lines must go out one by one.
      compress: false,
      schema: {
        summary: 'Compare a selection with the rest, every field, what differs most first',
        description:
          'With "Accept: application/x-ndjson" lines of JSON as fields are counted: {"head"}, {"fields"} and so on, {"end"}. docs/compare.md explains the method.',
        tags: ['explore'],
        params: binParams(),
        body: CompareRequestSchema,
        produces: ['application/json', LINES],
        response: answers(CompareAnswerSchema, 200, [400, 404, 422, 504]),
      },
    },
    async (request, reply) => {
      const bin = scopeOf(binOf(parts, request));
      const signal = goneSignal(reply);
      if (request.headers.accept?.includes(LINES) !== true) {
        return await parts.questions.compare(bin, request.body, signal);
      }
      const lines = parts.questions.compareLines(bin, request.body, signal);
      // What is refused is refused before the first line, with its status.
      const first = await lines.next();
      reply.header('content-type', `${LINES}; charset=utf-8`);
      reply.header('x-accel-buffering', 'no');
      return await reply.send(Readable.from(textOf(first, lines), { objectMode: false }));
    },
  );
}

async function* textOf(
  first: IteratorResult<CompareLine>,
  lines: AsyncGenerator<CompareLine>,
): AsyncGenerator<string> {
  if (first.done === true) return;
  yield `${JSON.stringify(first.value)}\n`;
  try {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  } catch (error) {
    yield `${JSON.stringify(apiErrorOf(asTracebinError(error)))}\n`;
  }
}
