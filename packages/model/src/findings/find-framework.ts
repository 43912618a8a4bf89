/** The library through which a program talks to its database, told from the instrumentation scopes of its spans. */
export type Framework =
  | 'django'
  | 'sqlalchemy'
  | 'rails'
  | 'prisma'
  | 'sequelize'
  | 'typeorm'
  | 'graphql'
  | 'node'
  | 'python'
  | 'ruby'
  | 'unknown';

/** The more telling ones first: GraphQL resolvers call Prisma, Prisma calls pg. */
const BY_SCOPE: readonly [RegExp, Framework][] = [
  [/graphql/i, 'graphql'],
  [/prisma/i, 'prisma'],
  [/sequelize/i, 'sequelize'],
  [/typeorm/i, 'typeorm'],
  [/django/i, 'django'],
  [/sqlalchemy/i, 'sqlalchemy'],
  [/active_?record|rails/i, 'rails'],
];
const BY_LANGUAGE: Record<string, Framework> = { nodejs: 'node', python: 'python', ruby: 'ruby' };

/**
 * How object mappers write, for programs of which only the driver is watched. Quotes are those of PostgreSQL and SQLite or
 * of MySQL; statements come without their values.
 */
const BY_STATEMENT: readonly [Framework, RegExp, Framework][] = [
  // SELECT "Slot"."id" AS "Slot_id" ...
  ['node', /^SELECT ["`](\w+)["`]\.["`](\w+)["`] AS ["`]\1_\2["`]/, 'typeorm'],
  // SELECT "public"."Slot"."id", ... FROM "public"."Slot"
  ['node', /^SELECT (["`]\w+["`]\.["`]\w+["`])\.["`]\w+["`].* FROM \1/, 'prisma'],
  // SELECT "id", ... FROM "slots" AS "slot" WHERE "slot"."breakId" = ?
  ['node', /^SELECT .* FROM ["`]\w+["`] AS (["`]\w+["`]) (?:WHERE \(*|.* JOIN .* )\1\./, 'sequelize'],
  // SELECT "ads_slot"."id", ... FROM "ads_slot"
  ['python', /^SELECT (["`]\w+["`])\.["`]\w+["`].* FROM \1/, 'django'],
  // SELECT slots.id AS slots_id, ...
  ['python', /^SELECT (\w+)\.(\w+) AS \1_\2/, 'sqlalchemy'],
  // SELECT "slots".* FROM "slots"
  ['ruby', /^SELECT (["`]\w+["`])\.\* FROM \1/, 'rails'],
];

/**
 * @param language `telemetry.sdk.language` of the service
 * @param statement what repeats, as the fingerprint has it
 */
export function findFramework(scopes: readonly string[], language: string, statement = ''): Framework {
  for (const [pattern, framework] of BY_SCOPE)
    if (scopes.some((scope) => pattern.test(scope))) return framework;
  const isNode = scopes.some((scope) => /@opentelemetry\/|@tracebin\/agent/.test(scope));
  const runtime = isNode ? 'node' : (BY_LANGUAGE[language] ?? 'unknown');
  const written = BY_STATEMENT.find(([of, pattern]) => of === runtime && pattern.test(statement));
  return written?.[2] ?? runtime;
}
