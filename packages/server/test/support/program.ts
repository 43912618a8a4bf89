/**
 * How tests start the program: the built package where the runner has built it (`npm test` says so in
 * TRACEBIN_TEST_BUILT), because that is what users run and it starts three times as fast; else the sources.
 */
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(new URL('../../dist/tracebin.cjs', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Arguments of `node` that stand before the command line of the program. */
export const PROGRAM: readonly string[] =
  process.env.TRACEBIN_TEST_BUILT === '1' ? [BUILT] : ['--import', 'tsx', SOURCES];
