import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviseOn } from './advice.ts';
import { FINDING_KINDS } from './finding-kinds.ts';

const found = {
  kind: 'n-plus-one',
  transaction: 'GET /api/week/:date',
  statement: 'SELECT * FROM slots WHERE break_id = ?',
  count: 4_012,
  scopes: [] as string[],
  language: '',
} as const;

describe('advice', () => {
  it('speaks the words of the framework that made the spans', () => {
    const cases: [string[], string, string, RegExp][] = [
      [['opentelemetry.instrumentation.django'], 'python', 'django', /prefetch_related.*select_related/],
      [['@opentelemetry/instrumentation-pg', '@prisma/instrumentation'], 'nodejs', 'prisma', /include/],
      [
        ['@prisma/instrumentation', '@opentelemetry/instrumentation-graphql'],
        'nodejs',
        'graphql',
        /DataLoader/,
      ],
      [['OpenTelemetry::Instrumentation::ActiveRecord'], 'ruby', 'rails', /includes/],
      [['opentelemetry-instrumentation-sequelize'], 'nodejs', 'sequelize', /include/],
      [['opentelemetry-instrumentation-typeorm'], 'nodejs', 'typeorm', /relations/],
      [['opentelemetry.instrumentation.sqlalchemy'], 'python', 'sqlalchemy', /selectinload/],
      [['@tracebin/agent/pg'], '', 'node', /one query with a list/],
      [['opentelemetry.instrumentation.psycopg2'], 'python', 'python', /list/],
      [[], '', 'unknown', /join/],
    ];
    for (const [scopes, language, framework, words] of cases) {
      const advice = adviseOn({ ...found, scopes, language });
      assert.equal(advice.framework, framework);
      assert.match(advice.text, words);
    }
  });

  it('gives a test that fails today, whatever asks the database: it allows fewer queries than were counted', () => {
    const allowedBy: [string, string, RegExp][] = [
      ['@tracebin/agent/pg', 'nodejs', /expectQueries\(\{ max: (\d+) \}/],
      ['@prisma/instrumentation', 'nodejs', /expectQueries\(\{ max: (\d+) \}/],
      ['opentelemetry-instrumentation-sequelize', 'nodejs', /expectQueries\(\{ max: (\d+) \}/],
      ['opentelemetry-instrumentation-typeorm', 'nodejs', /expectQueries\(\{ max: (\d+) \}/],
      ['@opentelemetry/instrumentation-graphql', 'nodejs', /expectQueries\(\{ max: (\d+) \}/],
      ['opentelemetry.instrumentation.django', 'python', /django_assert_max_num_queries\((\d+)\)/],
      ['opentelemetry.instrumentation.sqlalchemy', 'python', /len\(statements\) <= (\d+)/],
      ['OpenTelemetry::Instrumentation::ActiveRecord', 'ruby', /assert_operator queries, :<=, (\d+)/],
    ];
    for (const [scope, language, wanted] of allowedBy) {
      for (const count of [6, 12, 300, 4_012]) {
        const { test } = adviseOn({ ...found, count, scopes: [scope], language });
        const allowed = Number(wanted.exec(test)?.[1]);
        assert.ok(allowed < count, `${scope}: ${allowed} of ${count} in\n${test}`);
        assert.ok(test.includes('/api/week/:date'), test);
      }
    }
    assert.equal(adviseOn({ ...found, language: 'cobol' }).test, '');
  });

  it('says something about every kind', () => {
    for (const kind of FINDING_KINDS) assert.ok(adviseOn({ ...found, kind }).text.length > 20, kind);
  });
});
