/** When a version that had been replaced was put back: a rollback. Pure. */

/** What ran of one version of a service in one step of time. */
export interface VersionStep {
  /** Steps count up; those in which nothing ran are left out. */
  step: number;
  version: string;
  /** Weighted. */
  hits: number;
  /** Its first request in the step, nanoseconds since the epoch. */
  first: bigint;
}

export interface VersionReturn {
  at: bigint;
  version: string;
  /** The one that it replaced. */
  before: string;
}

/** From this share of the requests on a version is the one that runs; below, old and new run side by side. */
const RUNS_FROM_SHARE = 0.8;
/** Fewer requests than this in its favour may be the part that a canary happened to get. */
const MIN_HITS = 5;

/**
 * A version counts as put back when it runs again after another one has run in its place. Two versions that share the
 * traffic for long, as a canary does, never replace each other.
 */
export function versionReturns(steps: readonly VersionStep[]): VersionReturn[] {
  const returns: VersionReturn[] = [];
  const ran = new Set<string>();
  let current = '';
  let next: { version: string; at: bigint; hits: number } | undefined;
  for (const parts of inOrder(steps)) {
    const all = parts.reduce((sum, { hits }) => sum + hits, 0);
    const most = parts.reduce((top, each) => (each.hits > top.hits ? each : top));
    if (most.hits < all * RUNS_FROM_SHARE) {
      // While hosts are replaced one by one: it begins with the first of them.
      const newcomer = parts.find(({ version }) => version !== current);
      if (newcomer !== undefined && next?.version !== newcomer.version)
        next = { version: newcomer.version, at: newcomer.first, hits: 0 };
      continue;
    }
    if (most.version === current) {
      next = undefined;
      continue;
    }
    if (next?.version !== most.version) next = { version: most.version, at: most.first, hits: 0 };
    next.hits += most.hits;
    if (current !== '' && next.hits < MIN_HITS) continue;
    if (ran.has(next.version)) returns.push({ at: next.at, version: next.version, before: current });
    current = next.version;
    ran.add(current);
    next = undefined;
  }
  return returns;
}

/** What ran in each step, the oldest first. */
function inOrder(steps: readonly VersionStep[]): VersionStep[][] {
  const byStep = new Map<number, VersionStep[]>();
  for (const each of steps) {
    const parts = byStep.get(each.step);
    if (parts === undefined) byStep.set(each.step, [each]);
    else parts.push(each);
  }
  return [...byStep].sort(([a], [b]) => a - b).map(([, parts]) => parts);
}
