/** What to do about a finding, in the words of the framework at hand, and a test that fails until it is done. */
import type { AdvisedFinding } from './advised-finding.ts';
import { type Framework, findFramework } from './find-framework.ts';
import { isSql, offerTest } from './offer-test.ts';

const JAVASCRIPT: ReadonlySet<Framework> = new Set(['prisma', 'sequelize', 'typeorm', 'graphql', 'node']);

export interface Advice {
  framework: Framework;
  /** One or two sentences. */
  text: string;
  /** A piece of code that shows the change; empty where there is no one way. */
  example: string;
  /** A test that fails today and passes when it is fixed; empty where none can be given. */
  test: string;
}

export function adviseOn(finding: AdvisedFinding): Advice {
  const framework = findFramework(finding.scopes, finding.language, finding.statement);
  const { text, example } = changeFor(finding, framework);
  return { framework, text, example, test: offerTest(finding, framework) };
}

function changeFor(finding: AdvisedFinding, framework: Framework): { text: string; example: string } {
  switch (finding.kind) {
    case 'n-plus-one':
      return LOAD_TOGETHER[framework];
    case 'duplicate-query':
      return {
        text: 'The same query with the same values runs again and again. Ask once and pass the result on, or keep it for the length of the request.',
        example: '',
      };
    case 'sequential-calls':
      return isJavaScript(framework)
        ? {
            text: 'The calls do not need each other and could run side by side, or as one call for many.',
            example: 'const answers = await Promise.all(items.map((item) => fetch(urlOf(item))));',
          }
        : { text: 'Let the calls run side by side, or ask for many with one call.', example: '' };
    case 'slow-query':
      return {
        text: 'Look at how the database runs it: an index that fits the condition and the order is missing more often than not, or it reads far more rows than it returns.',
        example: `EXPLAIN (ANALYZE, BUFFERS) ${firstLine(finding.statement)}`,
      };
    case 'fan-out':
      // Resolvers of a list run side by side: this is what an N+1 of theirs looks like.
      if (framework === 'graphql' && isSql(finding.statement)) return LOAD_TOGETHER.graphql;
      return {
        text: 'The calls are started at once and then wait for each other: a pool or an agent lets only so many run. Ask with one call for many, in batches of the limit, or raise the limit where the other side can take it.',
        example: isJavaScript(framework)
          ? 'const rows = await db.query(sql, [ids]); // one call with a list'
          : '',
      };
    case 'gap':
      return {
        text: 'For a good part of the request nothing that is watched runs: work of its own, or a library without spans. A profile of that time tells which; a span around the suspect will show it here from then on.',
        example: isJavaScript(framework)
          ? "import { trace } from '@opentelemetry/api';\ntrace.getTracer('app').startActiveSpan('what I suspect', (span) => { try { return work(); } finally { span.end(); } });"
          : '',
      };
    case 'slower-query':
      return {
        text: 'The same statement took much less before. Look at what has changed: rows in its tables, an index that went, statistics of the planner, load beside it.',
        example: `EXPLAIN (ANALYZE, BUFFERS) ${firstLine(finding.statement)}`,
      };
    case 'new-error':
      return {
        text: 'No request of the version before failed like this. Compare the two versions around the place of the error, or go back until it is mended.',
        example: '',
      };
    case 'slower-endpoint':
      return {
        text: 'The same requests were faster before the deploy. Compare a trace of each version: what runs more often, or only in the new one, is marked.',
        example: '',
      };
    case 'queue-wait':
      return {
        text: 'The job waits longer than it runs: more workers, a queue of its own for what must not wait, or fewer jobs at once.',
        example: '',
      };
  }
}

const LOAD_TOGETHER: Record<Framework, { text: string; example: string }> = {
  django: {
    text: 'Load the related rows with the query set: prefetch_related for lists, select_related for single rows. With REST framework put it where the view makes its query set, for every nested serializer.',
    example: "queryset = Week.objects.prefetch_related('breaks__slots').select_related('station')",
  },
  sqlalchemy: {
    text: 'Load the related rows with the query: selectinload for lists, joinedload for single rows.',
    example: 'select(Week).options(selectinload(Week.breaks).selectinload(Break.slots))',
  },
  rails: {
    text: 'Load the related rows with includes (or preload). strict_loading raises when one is forgotten.',
    example: 'Week.includes(breaks: :slots)',
  },
  prisma: {
    text: 'Ask for the related rows in the same call with include.',
    example: 'prisma.week.findMany({ include: { breaks: { include: { slots: true } } } })',
  },
  sequelize: {
    text: 'Ask for the related rows in the same call with include.',
    example: 'Week.findAll({ include: [{ model: Break, include: [Slot] }] })',
  },
  typeorm: {
    text: 'Ask for the related rows in the same call with relations.',
    example: 'weeks.find({ relations: { breaks: { slots: true } } })',
  },
  graphql: {
    text: 'Each resolver asks for itself. A DataLoader per request gathers their keys and asks once.',
    example:
      'const slots = new DataLoader((ids) => slotsOfBreaks(ids)); // in the resolver: slots.load(parent.id)',
  },
  node: {
    text: 'Ask once for all: gather the keys and use one query with a list.',
    example: "await db.query('SELECT ... WHERE break_id = ANY($1)', [breaks.map(({ id }) => id)])",
  },
  python: {
    text: 'Ask once for all: gather the keys and use one query with a list.',
    example: "cursor.execute('SELECT ... WHERE break_id = ANY(%s)', [[b.id for b in breaks]])",
  },
  ruby: {
    text: 'Ask once for all: gather the keys and use one query with a list.',
    example: 'Slot.where(break_id: breaks.map(&:id)).group_by(&:break_id)',
  },
  unknown: {
    text: 'Ask once for all: gather the keys and use one query with a list, or a join.',
    example: 'SELECT ... WHERE break_id IN (...)',
  },
};

function isJavaScript(framework: Framework): boolean {
  return JAVASCRIPT.has(framework);
}

function firstLine(statement: string): string {
  return statement.split('\n', 1)[0] ?? '';
}
