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

  it('gives a test that fails today: it allows fewer queries than were counted', () => {
    for (const count of [6, 12, 300, 4_012]) {
      const node = adviseOn({ ...found, count, scopes: ['@tracebin/agent/pg'] });
      const allowed = Number(/max: (\d+)/.exec(node.test)![1]);
      assert.ok(allowed < count, `${allowed} of ${count}`);
      const django = adviseOn({ ...found, count, scopes: ['django'] });
      assert.match(django.test, new RegExp(`django_assert_max_num_queries\\(${allowed}\\)`));
    }
  });

  it('says something about every kind', () => {
    for (const kind of FINDING_KINDS) assert.ok(adviseOn({ ...found, kind }).text.length > 20, kind);
  });
});
