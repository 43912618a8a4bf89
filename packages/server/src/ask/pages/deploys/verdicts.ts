import type { ComparisonVerdict } from '@tracebin/model';
import { type Distribution, holm, quantileStep, rankTest, shareAbove, shareTest } from './rank-test.ts';

/** Chance alone may call one of a hundred pages of comparisons different. */
const ALPHA = 0.01;
/** With fewer requests on a side nothing can be told. */
const MIN_REQUESTS = 15;
/** What is certain and does not matter: 0.56 is as much as a shift by a seventh of the spread. */
const MIN_ABOVE = 0.06;
/** The slowest twentieth becomes a tenth, or a fortieth. */
const MIN_TAIL = { worse: 0.1, improved: 0.025 };
const MIN_ERROR_CHANGE = 0.005;
const TAIL = 0.95;

export interface ComparedSide {
  distribution: Distribution;
  errorShare: number;
}

export interface ComparedVerdict {
  verdict: ComparisonVerdict;
  errorVerdict: 'worse' | 'improved' | 'same';
  slowerChance: number;
  tailShare: number;
  pDurations: number;
  pTail: number;
  pErrors: number;
}

type Direction = 'worse' | 'improved' | 'same';

/** Whether each of many has changed; undefined where a side did not run. All tests together are corrected. */
export function verdictsOf(
  pairs: readonly { before: ComparedSide | undefined; after: ComparedSide | undefined }[],
): ComparedVerdict[] {
  const tests = pairs.map(({ before, after }) =>
    before === undefined || after === undefined || !isEnough(before) || !isEnough(after)
      ? undefined
      : testsOf(before, after),
  );
  const corrected = holm(tests.flatMap((test) => (test === undefined ? [] : test.values)));
  let next = 0;
  return pairs.map(({ before, after }, index) => {
    const test = tests[index];
    if (test === undefined) return without(before, after);
    const [pDurations, pTail, pErrors] = corrected.slice(next, next + 3) as [number, number, number];
    next += 3;
    const { above, tailShare, errorChange } = test;
    const body = directionOf(pDurations, above - 0.5, MIN_ABOVE, MIN_ABOVE);
    const tail = directionOf(pTail, tailShare - 0.05, MIN_TAIL.worse - 0.05, 0.05 - MIN_TAIL.improved);
    return {
      verdict: joined(body, tail),
      errorVerdict: directionOf(pErrors, errorChange, MIN_ERROR_CHANGE, MIN_ERROR_CHANGE),
      slowerChance: above,
      tailShare,
      pDurations,
      pTail,
      pErrors,
    };
  });
}

const isEnough = ({ distribution }: ComparedSide): boolean => distribution.effective >= MIN_REQUESTS;

function testsOf(before: ComparedSide, after: ComparedSide) {
  const { above, p } = rankTest(before.distribution, after.distribution);
  const bound = quantileStep(before.distribution, TAIL);
  const tailBefore = shareAbove(before.distribution, bound);
  const tailShare = shareAbove(after.distribution, bound);
  const [n1, n2] = [before.distribution.effective, after.distribution.effective];
  return {
    above,
    tailShare,
    errorChange: after.errorShare - before.errorShare,
    values: [
      p,
      shareTest(tailBefore, n1, tailShare, n2),
      shareTest(before.errorShare, n1, after.errorShare, n2),
    ],
  };
}

function directionOf(p: number, change: number, enoughUp: number, enoughDown: number): Direction {
  if (p >= ALPHA) return 'same';
  if (change >= enoughUp) return 'worse';
  return change <= -enoughDown ? 'improved' : 'same';
}

/** A better tail beside a body that got worse is not better, and the other way round. */
function joined(body: Direction, tail: Direction): Direction | 'mixed' {
  if (body === 'same') return tail;
  return tail === 'same' || tail === body ? body : 'mixed';
}

function without(before: ComparedSide | undefined, after: ComparedSide | undefined): ComparedVerdict {
  return {
    verdict: before === undefined ? 'new' : after === undefined ? 'gone' : 'too-few',
    errorVerdict: 'same',
    slowerChance: 0.5,
    tailShare: 0.05,
    pDurations: 1,
    pTail: 1,
    pErrors: 1,
  };
}
