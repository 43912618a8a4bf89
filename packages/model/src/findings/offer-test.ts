/**
 * A test to go with the advice: it fails as long as the request repeats its queries, and passes when it does not. What is
 * pinned must not depend on how many rows the test's database has, nor on what else the request rightly asks: so where
 * single statements can be counted it is the runs of any one of them, else all queries of the request with the repeated ones
 * counted once.
 */
import type { AdvisedFinding } from './advised-finding.ts';
import type { Framework } from './find-framework.ts';

/** Runs of a statement that nobody would call a repeat. */
const FEW_RUNS = 4;
/** Loading related rows at once may take a query that one by one did not need. */
const SPARE_QUERIES = 2;

interface Request {
  method: string;
  /** As it was asked for, or else the route. */
  path: string;
  /** The path is a route with names in the place of values. */
  isRoute: boolean;
}

/** Empty where none can be given. */
export function offerTest(finding: AdvisedFinding, framework: Framework): string {
  const { kind, transaction, statement, count } = finding;
  const isRepeat = kind === 'n-plus-one' || kind === 'duplicate-query';
  if (!isRepeat && !(kind === 'fan-out' && isSql(statement))) return '';
  const request = requestOf(finding);
  const mostRuns = Math.max(1, Math.min(FEW_RUNS, count - 1));
  switch (framework) {
    case 'django':
      return djangoTest(transaction, request, mostQueries(finding));
    case 'sqlalchemy':
      return sqlalchemyTest(transaction, request, mostRuns);
    case 'rails':
      return railsTest(transaction, request, mostRuns);
    case 'graphql':
      return nodeTest(transaction, request, mostRuns, true);
    case 'node':
    case 'prisma':
    case 'sequelize':
    case 'typeorm':
      return nodeTest(transaction, request, mostRuns, false);
    default:
      return '';
  }
}

export function isSql(statement: string): boolean {
  return /^\W*(?:select|insert|update|delete|with|call|merge|replace)\b/i.test(statement);
}

/** Of names such as `GET /weeks/:id`, and of Django's, which have no slash in front: `GET weeks/<int:id>/`. */
function requestOf({ transaction, urlPath }: AdvisedFinding): Request | undefined {
  const [, method, route] = /^([A-Z]+) \^?(\S*)$/.exec(transaction) ?? [];
  if (method === undefined || route === undefined) return undefined;
  const path = route.startsWith('/') ? route : `/${route}`;
  // Some senders write the route where the path belongs.
  if (urlPath && urlPath !== path) return { method, path: urlPath, isRoute: false };
  return { method, path, isRoute: /[:{<*(]/.test(path) };
}

function mostQueries({ count, queriesOnce }: AdvisedFinding): number {
  // The evidence of older findings does not say.
  if (queriesOnce === undefined) return Math.max(5, Math.min(20, Math.floor(count / 4)));
  return queriesOnce + SPARE_QUERIES;
}

function nodeTest(
  transaction: string,
  request: Request | undefined,
  mostRuns: number,
  isGraphql: boolean,
): string {
  const call = `fetch(\`\${url}${request?.path.replace(/[`\\]|\$\{/g, '\\$&') ?? ''}\``;
  const json = `headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query })`;
  const work =
    request === undefined
      ? `() => run(${JSON.stringify(transaction)})`
      : isGraphql
        ? `() =>\n    ${call}, { method: '${request.method}', ${json} }),\n  `
        : `() => ${call}${request.method === 'GET' ? '' : `, { method: '${request.method}' }`})`;
  const answers = request === undefined ? '' : 'const response = ';
  return [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    "import { expectQueries } from '@tracebin/agent/testing'; // before the database driver",
    '',
    '// Starts your app in this process, so that its queries are counted, and says where it listens.',
    request === undefined
      ? "const { run } = await import('./app.js');"
      : "const { url } = await import('./app.js');",
    ...(isGraphql ? ["const query = '{ ... }'; // the document that was slow"] : []),
    ...(request?.isRoute ? ['// Put real values into the path.'] : []),
    '',
    `test(${JSON.stringify(`${transaction} runs no statement more than ${mostRuns} times`)}, async () => {`,
    `  ${answers}await expectQueries({ maxPerStatement: ${mostRuns} }, ${work});`,
    ...(request === undefined ? [] : ['  assert.ok(response.ok);']),
    '});',
  ].join('\n');
}

function djangoTest(transaction: string, request: Request | undefined, most: number): string {
  return [
    `# ${transaction}: with as many related rows in the test's database as make it slow, ten or more.`,
    ...(request?.isRoute ? ['# Put real values into the path.'] : []),
    'def test_asks_for_related_rows_at_once(db, client, django_assert_max_num_queries):',
    `    with django_assert_max_num_queries(${most}):`,
    `        ${pythonCall(request)}`,
    ...(request === undefined ? [] : ['    assert response.status_code < 400']),
  ].join('\n');
}

function sqlalchemyTest(transaction: string, request: Request | undefined, mostRuns: number): string {
  return [
    'from collections import Counter',
    'from sqlalchemy import event',
    '',
    `# ${transaction}`,
    ...(request?.isRoute ? ['# Put real values into the path.'] : []),
    'def test_asks_for_related_rows_at_once(engine, client):',
    '    runs = Counter()',
    '    def count(connection, cursor, statement, *rest):',
    '        runs[statement] += 1',
    "    event.listen(engine, 'before_cursor_execute', count)",
    `    ${pythonCall(request)}`,
    "    event.remove(engine, 'before_cursor_execute', count)",
    ...(request === undefined ? [] : ['    assert response.status_code < 400']),
    `    assert max(runs.values(), default=0) <= ${mostRuns}, runs.most_common(3)`,
  ].join('\n');
}

/** As the test clients of Python's frameworks write it. */
function pythonCall(request: Request | undefined): string {
  if (request === undefined) return 'run()';
  return `response = client.${request.method.toLowerCase()}(${JSON.stringify(request.path)})`;
}

function railsTest(transaction: string, request: Request | undefined, mostRuns: number): string {
  const call =
    request === undefined ? 'run' : `${request.method.toLowerCase()} ${JSON.stringify(request.path)}`;
  return [
    ...(request?.isRoute ? ['# Put real values into the path.'] : []),
    `test ${JSON.stringify(`${transaction} runs no statement more than ${mostRuns} times`)} do`,
    '  runs = Hash.new(0)',
    // What Rails answers from what the request has already read is told of, too.
    '  count = ->(*, payload) { runs[payload[:sql]] += 1 unless payload[:cached] || payload[:name] == "SCHEMA" }',
    `  ActiveSupport::Notifications.subscribed(count, "sql.active_record") { ${call} }`,
    ...(request === undefined ? [] : ['  assert_response :success']),
    `  assert_operator runs.values.max.to_i, :<=, ${mostRuns}`,
    'end',
  ].join('\n');
}
