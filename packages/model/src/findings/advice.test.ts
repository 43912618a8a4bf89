import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import vm from 'node:vm';
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

  it('knows an object mapper by how it writes where only the driver is watched', () => {
    // As the mappers wrote them for PostgreSQL; the last ones are written by hand.
    const cases: [string, string, string][] = [
      [
        'nodejs',
        'sequelize',
        'SELECT "id", "name", "breakId" FROM "slots" AS "slot" WHERE "slot"."breakId" = ?',
      ],
      [
        'nodejs',
        'typeorm',
        'SELECT "Slot"."id" AS "Slot_id", "Slot"."name" AS "Slot_name" FROM "slots" "Slot" WHERE ((("Slot"."id" = ?)))',
      ],
      [
        'nodejs',
        'prisma',
        'SELECT "public"."Slot"."id", "public"."Slot"."name" FROM "public"."Slot" WHERE "public"."Slot"."breakId" = ? OFFSET ?',
      ],
      [
        'python',
        'django',
        'SELECT "ads_slot"."id", "ads_slot"."name" FROM "ads_slot" WHERE "ads_slot"."break_of_id" = ?',
      ],
      [
        'python',
        'sqlalchemy',
        'SELECT slots.id AS slots_id, slots.name AS slots_name FROM slots WHERE slots.break_id = ?',
      ],
      ['ruby', 'rails', 'SELECT "slots".* FROM "slots" WHERE "slots"."break_id" = ?'],
      ['nodejs', 'node', 'select "id", "name" from "slots" where "slots"."break_id" = ?'],
      ['nodejs', 'node', 'SELECT id, name FROM slots AS s WHERE s.break_id = ?'],
      ['python', 'python', 'SELECT slots.id, slots.name FROM slots WHERE slots.break_id = ?'],
      ['ruby', 'ruby', 'SELECT * FROM slots WHERE break_id = ?'],
    ];
    for (const [language, framework, statement] of cases)
      assert.equal(adviseOn({ ...found, language, statement }).framework, framework, statement);
  });

  const tested: [string, string, RegExp][] = [
    ['@tracebin/agent/pg', 'nodejs', /expectQueries\(\{ maxPerStatement: (\d+) \}/],
    ['@prisma/instrumentation', 'nodejs', /expectQueries\(\{ maxPerStatement: (\d+) \}/],
    ['opentelemetry-instrumentation-sequelize', 'nodejs', /expectQueries\(\{ maxPerStatement: (\d+) \}/],
    ['opentelemetry-instrumentation-typeorm', 'nodejs', /expectQueries\(\{ maxPerStatement: (\d+) \}/],
    ['@opentelemetry/instrumentation-graphql', 'nodejs', /expectQueries\(\{ maxPerStatement: (\d+) \}/],
    ['opentelemetry.instrumentation.django', 'python', /django_assert_max_num_queries\((\d+)\)/],
    ['opentelemetry.instrumentation.sqlalchemy', 'python', /default=0\) <= (\d+)/],
    [
      'OpenTelemetry::Instrumentation::ActiveRecord',
      'ruby',
      /assert_operator runs\.values\.max\.to_i, :<=, (\d+)/,
    ],
  ];

  it('gives a test that fails today: it allows fewer runs than were counted, and asks for what was asked for', () => {
    for (const [scope, language, wanted] of tested) {
      for (const count of [2, 6, 300, 4_012]) {
        const asked = { ...found, count, scopes: [scope], language, queriesOnce: 3 };
        const route = adviseOn(asked).test;
        const allowed = Number(wanted.exec(route)?.[1]);
        // Django's counts all queries: the other two, the repeated one, and two more.
        assert.ok(allowed < (language === 'python' && scope.includes('django') ? 6 : count), route);
        assert.ok(route.includes('Put real values into the path'), route);
        assert.ok(route.includes('/api/week/:date'), route);
        const real = adviseOn({ ...asked, urlPath: '/api/week/2026-11-21' }).test;
        assert.ok(real.includes('/api/week/2026-11-21'), real);
        assert.ok(!real.includes('Put real values'), real);
        assert.equal(adviseOn({ ...asked, urlPath: '/api/week/:date' }).test, route);
      }
    }
    assert.equal(adviseOn({ ...found, language: 'cobol' }).test, '');
    assert.equal(adviseOn({ ...found, kind: 'gap', language: 'nodejs' }).test, '');
  });

  it('gives tests whose JavaScript can be read, whatever the names are', async () => {
    const names = [
      `GET /a"b'c\`$${'{d}'}\\`,
      'POST /graphql',
      'job "x"',
      'DELETE api/<int:pk>/',
      'GET ^(?P<x>a)$',
    ];
    for (const transaction of names) {
      for (const framework of ['@tracebin/agent/pg', '@tracebin/agent/graphql']) {
        const { test } = adviseOn({ ...found, transaction, scopes: [framework], language: 'nodejs' });
        // Parsed, not run.
        assert.doesNotThrow(
          () => new vm.Script(`async () => {${test.replaceAll(/^import .*$/gm, '')}}`),
          test,
        );
      }
    }
  });

  it('offers DataLoader where resolvers ask side by side, but not for requests to other hosts', () => {
    const sideBySide = {
      ...found,
      kind: 'fan-out',
      scopes: ['@tracebin/agent/graphql'],
      language: 'nodejs',
    } as const;
    assert.match(adviseOn(sideBySide).text, /DataLoader/);
    assert.match(adviseOn(sideBySide).test, /maxPerStatement: 4/);
    const requests = adviseOn({ ...sideBySide, statement: 'GET' });
    assert.match(requests.text, /pool or an agent/);
    assert.equal(requests.test, '');
  });

  it('says something about every kind', () => {
    for (const kind of FINDING_KINDS) assert.ok(adviseOn({ ...found, kind }).text.length > 20, kind);
  });
});
