/** The fields of a bin's events and their values, for autocompletion. */
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { type ApiParts, binOf } from './api-parts.ts';
import { answers, binParams } from './route-schema.ts';
import { FieldsAnswerSchema, FieldValuesAnswerSchema, PrefixSchema } from './schema/traces.ts';
import { scopeOf } from './scope-of.ts';

export function addFieldRoutes(app: FastifyInstance, parts: ApiParts): void {
  app.get<{ Querystring: { prefix?: string } }>(
    '/api/bins/:bin/fields',
    {
      schema: {
        summary: 'Fields of the events of a bin',
        tags: ['fields'],
        params: binParams(),
        querystring: PrefixSchema,
        response: answers(FieldsAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => parts.questions.fields(scopeOf(binOf(parts, request)), request.query.prefix ?? ''),
  );

  app.get<{ Params: { name: string }; Querystring: { prefix?: string } }>(
    '/api/bins/:bin/fields/:name/values',
    {
      schema: {
        summary: 'Values of a field, by how often they were seen lately',
        tags: ['fields'],
        params: binParams({ name: Type.String({ description: 'Name of the field' }) }),
        querystring: PrefixSchema,
        response: answers(FieldValuesAnswerSchema, 200, [400, 404]),
      },
    },
    async (request) => {
      const bin = scopeOf(binOf(parts, request));
      return await parts.questions.fieldValues(bin, request.params.name, request.query.prefix ?? '');
    },
  );
}
