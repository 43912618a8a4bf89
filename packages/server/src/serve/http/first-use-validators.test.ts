import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify, { type FastifyServerOptions } from 'fastify';
import { validatorsAtFirstUse } from './first-use-validators.ts';

const SCHEMA = {
  querystring: {
    type: 'object',
    properties: { limit: { type: 'integer', maximum: 10 } },
    additionalProperties: false,
  },
};

describe('validators at first use', () => {
  const open = async (more: FastifyServerOptions, schema: object = SCHEMA) => {
    const app = Fastify({ ajv: { customOptions: { removeAdditional: false } }, ...more });
    app.get('/', { schema }, async ({ query }) => query);
    await app.ready();
    return async (query: string) => {
      const { statusCode, payload } = await app.inject(`/?${query}`);
      return [statusCode, payload];
    };
  };
  const late = { schemaController: { compilersFactory: { buildValidator: validatorsAtFirstUse } } };

  it('take, change and refuse what those of the start do, in the same words', async () => {
    const [own, lately] = [await open({}), await open(late)];
    for (const query of ['', 'limit=10', 'limit=11', 'limit=many', 'limits=1', 'limit=10'])
      assert.deepEqual(await lately(query), await own(query), query);
    assert.deepEqual(await lately('limit=7'), [200, '{"limit":7}']);
  });

  it('compile nothing before', async () => {
    const wrong = { querystring: { type: 'no such type' } };
    await assert.rejects(open({}, wrong), /no such type|schema is invalid/);
    assert.equal((await (await open(late, wrong))(''))[0], 500);
  });
});
