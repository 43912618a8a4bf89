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

/** @param language `telemetry.sdk.language` of the service */
export function findFramework(scopes: readonly string[], language: string): Framework {
  for (const [pattern, framework] of BY_SCOPE)
    if (scopes.some((scope) => pattern.test(scope))) return framework;
  if (scopes.some((scope) => /@opentelemetry\/|@tracebin\/agent/.test(scope))) return 'node';
  return BY_LANGUAGE[language] ?? 'unknown';
}
