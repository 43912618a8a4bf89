/** A question as Explore has it in its bar. */
export interface ExploreKind {
  key: string;
  text: string;
  /** Groups by the first field that its answer must have. */
  groups?: readonly string[];
  /** Of log records or custom events, which a store kept from before has none of. */
  isOfRecords?: true;
}

/** Kinds of questions, each with what it alone makes the engine do; the test tells which kinds there must be. */
export const EXPLORE_KINDS: readonly ExploreKind[] = [
  {
    key: 'explore.distinct',
    text: 'COUNT_DISTINCT(shop.tenant) WHERE kind = server GROUP BY http.route OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.formula',
    text: 'COUNT AS n, COUNT IF (error = true) AS bad, FORMULA(bad / n) AS share WHERE kind = server GROUP BY http.route OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.having',
    text: 'COUNT, P95(duration) WHERE kind = server GROUP BY shop.tenant HAVING COUNT > 10 ORDER BY P95(duration) OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.calculated',
    text: 'WITH slow AS (IF(duration > 100000000, "slow", "fast")) COUNT WHERE kind = server GROUP BY slow OVER 24h TABLE ONLY',
    groups: ['slow', 'fast'],
  },
  {
    key: 'explore.compareTo',
    text: 'COUNT, P95(duration) WHERE kind = server GROUP BY http.route OVER 12h COMPARE TO 12h TABLE ONLY',
  },
  { key: 'explore.concurrency', text: 'CONCURRENCY WHERE kind = server OVER 24h' },
  { key: 'explore.rate', text: 'RATE_SUM(duration) WHERE kind = server OVER 24h' },
  {
    key: 'explore.nested',
    text: 'COUNT, AVG(duration) WHERE layer = db AND (error = true OR NOT duration < 1ms) GROUP BY service, name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.transactions',
    text: 'COUNT, P50(duration), P95(duration) FROM transactions GROUP BY name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.any',
    text: 'COUNT WHERE kind = server AND any.layer = db GROUP BY http.route OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.none',
    text: 'COUNT WHERE kind = server AND none.error = true GROUP BY service OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.root',
    text: 'COUNT, P95(duration) WHERE layer = db GROUP BY root.name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.child',
    text: 'SUM(child.duration) WHERE kind = server GROUP BY child.layer OVER 6h TABLE ONLY',
    groups: ['db'],
  },
  {
    key: 'explore.parent',
    text: 'COUNT, P95(duration) WHERE layer = db GROUP BY parent.name OVER 24h TABLE ONLY',
  },
  {
    key: 'explore.lines',
    text: 'COUNT, P95(duration) WHERE kind = server GROUP BY service OVER 24h',
    groups: ['storefront'],
  },
  {
    key: 'explore.numbers',
    text: 'SUM(duration), AVG(http.response.body.size), MIN(duration), MAX(duration), P001(duration), P999(duration) WHERE kind = server GROUP BY http.route OVER 24h TABLE ONLY UNWEIGHTED',
  },
  {
    key: 'explore.rates',
    text: 'RATE_AVG(duration), RATE_MAX(duration) WHERE kind = server GROUP BY service OVER 24h',
  },
  {
    key: 'explore.multiples',
    text: 'HEATMAP(duration) WHERE kind = server GROUP BY service OVER 24h',
    groups: ['storefront'],
  },
  {
    key: 'explore.texts',
    text: `WITH browser AS (REG_VALUE($user_agent.original, "(Firefox|Chrome)")) COUNT WHERE kind = server AND http.route starts-with /a AND NOT http.route ends-with / AND shop.tenant in (north, south) AND user_agent.original contains Mozilla AND job.name does-not-exist GROUP BY browser OVER 24h TABLE ONLY`,
    groups: ['Firefox', 'Chrome'],
  },
  {
    key: 'explore.logs',
    text: 'COUNT FROM logs GROUP BY severity_text OVER 24h',
    groups: ['INFO', 'ERROR'],
    isOfRecords: true,
  },
  {
    key: 'explore.custom',
    text: 'COUNT, SUM(shop.total), P95(shop.total) FROM events GROUP BY shop.channel OVER 24h TABLE ONLY',
    groups: ['web', 'partner'],
    isOfRecords: true,
  },
  {
    key: 'explore.everything',
    text: 'COUNT, COUNT IF (error = true) FROM all GROUP BY type, service OVER 24h TABLE ONLY',
    groups: ['span', 'log', 'event'],
    isOfRecords: true,
  },
];
