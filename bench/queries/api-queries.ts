/** Questions that the API answers today, asked as the pages ask them. */
import type {
  ComparisonAnswer,
  ErrorAnswer,
  ErrorsAnswer,
  ExternalsAnswer,
  FindingsAnswer,
  MarkersAnswer,
  OverviewAnswer,
  QueriesAnswer,
  QueryAnswer,
  ServicesAnswer,
  TraceAnswer,
  TraceFindingsAnswer,
  TracesAnswer,
  TransactionDetailAnswer,
  TransactionProfileAnswer,
  TransactionsAnswer,
} from '@tracebin/model';
import type { SpanFacts } from '../ingest/span-facts.ts';
import { type Measurement, median } from '../report.ts';

const BIN = '/api/bins/local';

export async function measureApi(url: string, facts: SpanFacts, rounds: number): Promise<Measurement[]> {
  const search = (attribute: string) =>
    `${BIN}/traces?from=-24h&limit=100&attribute=${encodeURIComponent(attribute)}`;
  const largest = (await ask(url, `${BIN}/transactions?from=-24h&limit=1`)) as TransactionsAnswer;
  const statements = (await ask(url, `${BIN}/queries?from=-24h&limit=1`)) as QueriesAnswer;
  const errors = (await ask(url, `${BIN}/errors?from=-24h&limit=1`)) as ErrorsAnswer;
  const transaction = `service=${encodeURIComponent(largest.service[0] ?? '')}&name=${encodeURIComponent(largest.name[0] ?? '')}`;
  const questions: { key: string; path: string; check: (answer: unknown) => string | undefined }[] = [
    {
      key: 'trace',
      path: `${BIN}/traces/${facts.traceId}`,
      check: (answer) => expectEqual('spans', (answer as TraceAnswer).spans.spanId.length, facts.traceSpans),
    },
    {
      key: 'search.newest',
      path: `${BIN}/traces?from=-24h&limit=100`,
      check: (answer) => expectEqual('traces', count(answer), 100),
    },
    {
      key: 'search.frequent',
      path: search('http.request.method=GET'),
      check: (answer) => expectEqual('traces', count(answer), 100),
    },
    {
      key: 'search.rare',
      path: search(`user.id=${facts.rareUser}`),
      check: (answer) => (count(answer) > 0 ? undefined : 'no trace'),
    },
    {
      key: 'search.absent',
      path: search('user.id=nobody'),
      check: (answer) => expectEqual('traces', count(answer), 0),
    },
    {
      key: 'page.overview',
      path: `${BIN}/overview?from=-24h`,
      check: (answer) => expectAbout('hits', (answer as OverviewAnswer).all.hits, largest.all.hits),
    },
    {
      key: 'page.transaction',
      path: `${BIN}/transaction?${transaction}&from=-24h`,
      check: (answer) =>
        expectAbout('hits', (answer as TransactionDetailAnswer).figures.hits, largest.figures.hits[0] ?? -1),
    },
    {
      key: 'page.profile',
      path: `${BIN}/transaction/profile?${transaction}&from=-24h`,
      check: (answer) => ((answer as TransactionProfileAnswer).average === null ? 'no requests' : undefined),
    },
    {
      key: 'page.jobs',
      path: `${BIN}/transactions?group=jobs&from=-24h`,
      check: (answer) => ((answer as TransactionsAnswer).count > 0 ? undefined : 'no job'),
    },
    {
      key: 'page.endpoints',
      path: `${BIN}/transactions?from=-24h`,
      check: (answer) => expectAbout('hits', (answer as TransactionsAnswer).all.hits, largest.all.hits),
    },
    {
      key: 'page.queries',
      path: `${BIN}/queries?from=-24h`,
      check: (answer) => ((answer as QueriesAnswer).count > 0 ? undefined : 'no statement'),
    },
    {
      key: 'page.query',
      path: `${BIN}/queries/${statements.fingerprint[0]}?from=-24h`,
      check: (answer) => ((answer as QueryAnswer).callers.length > 0 ? undefined : 'nobody asks it'),
    },
    {
      key: 'page.error',
      path: `${BIN}/errors/${errors.groups[0]?.group}?from=-24h`,
      check: (answer) => ((answer as ErrorAnswer).newest.length > 0 ? undefined : 'no error'),
    },
    {
      key: 'page.externals',
      path: `${BIN}/externals?from=-24h`,
      check: (answer) => (Array.isArray((answer as ExternalsAnswer).hosts) ? undefined : 'no list'),
    },
    {
      key: 'page.findings',
      path: `${BIN}/findings?from=-24h`,
      check: (answer) => ((answer as FindingsAnswer).findings.length > 0 ? undefined : 'no finding'),
    },
    {
      key: 'page.markers',
      path: `${BIN}/markers?from=-24h`,
      check: (answer) => (Array.isArray((answer as MarkersAnswer).markers) ? undefined : 'no list'),
    },
    {
      key: 'page.traces',
      path: `${BIN}/traces?from=-24h&sort=longest&limit=100`,
      check: (answer) => expectEqual('traces', count(answer), 100),
    },
    {
      key: 'page.trace.findings',
      path: `${BIN}/traces/${facts.traceId}/findings`,
      check: (answer) => ((answer as TraceFindingsAnswer).workedUp ? undefined : 'not worked up'),
    },
    {
      key: 'page.errors',
      path: `${BIN}/errors?from=-24h`,
      check: (answer) => ((answer as ErrorsAnswer).count > 0 ? undefined : 'no error'),
    },
    {
      key: 'page.services',
      path: `${BIN}/services?from=-24h`,
      check: (answer) => ((answer as ServicesAnswer).edges.length > 0 ? undefined : 'no edge'),
    },
    {
      key: 'page.comparison',
      path: `${BIN}/transactions/comparison?from=-12h&beforeFrom=-24h&beforeTo=-12h`,
      check: (answer) => ((answer as ComparisonAnswer).count > 0 ? undefined : 'nothing compared'),
    },
  ];
  // A store that was filled before there was a second environment has nothing to tell apart.
  if (largest.environments.length > 1) {
    const there = `from=-24h&environment=${encodeURIComponent(largest.environments[0]!)}`;
    questions.push(
      {
        key: 'page.endpoints.environment',
        path: `${BIN}/transactions?${there}`,
        check: (answer) => expectPart('hits', (answer as TransactionsAnswer).all.hits, largest.all.hits),
      },
      {
        key: 'page.queries.environment',
        path: `${BIN}/queries?${there}`,
        check: (answer) => expectPart('calls', (answer as QueriesAnswer).all.calls, statements.all.calls),
      },
      {
        key: 'page.services.environment',
        path: `${BIN}/services?${there}`,
        check: (answer) => ((answer as ServicesAnswer).edges.length > 0 ? undefined : 'no edge'),
      },
      {
        key: 'page.findings.environment',
        path: `${BIN}/findings?${there}`,
        check: (answer) => ((answer as FindingsAnswer).findings.length > 0 ? undefined : 'no finding'),
      },
    );
  }
  // Without derived rows (TRACEBIN_DERIVE=off) the pages have nothing to answer.
  const asked = questions.filter(({ key }) => largest.count > 0 || !key.startsWith('page.'));
  const runs = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const { key, path, check } of asked) {
      const began = performance.now();
      const response = await fetch(url + path);
      const answer: unknown = await response.json();
      const ms = performance.now() - began;
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
      const complaint = check(answer);
      if (complaint) throw new Error(`${path}: ${complaint}`);
      if (round > 0) runs.set(key, [...(runs.get(key) ?? []), ms]);
    }
  }
  return asked.map(({ key }) => ({
    key,
    value: median(runs.get(key)!),
    by: 'API',
    runs: runs.get(key)!,
  }));
}

async function ask(url: string, path: string): Promise<unknown> {
  return await (await fetch(url + path)).json();
}

function count(answer: unknown): number {
  return (answer as TracesAnswer).count;
}

function expectEqual(what: string, actual: number, expected: number): string | undefined {
  return actual === expected ? undefined : `${actual} ${what} instead of ${expected}`;
}

function expectPart(what: string, actual: number, whole: number): string | undefined {
  return actual > 0 && actual < whole ? undefined : `${actual} ${what}, which is no part of ${whole}`;
}

/** The last 24 hours move on while the questions are asked, and the oldest of a million spans leave them. */
function expectAbout(what: string, actual: number, expected: number): string | undefined {
  return Math.abs(actual - expected) <= expected * 0.01
    ? undefined
    : `${actual} ${what} instead of about ${expected}`;
}
