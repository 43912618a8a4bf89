/**
 * Entry of the program. The engine's queries run on libuv's thread pool, whose size counts only when it is set
 * before the first use of the pool, and loading an ES module uses it. So the package starts with a small
 * CommonJS file that sets it (`tracebin.cjs`, written by scripts/build.mjs); from the sources, set
 * UV_THREADPOOL_SIZE=16 yourself.
 */
import { createProgram } from './cli/program.ts';
import { runCommand } from './cli/run-command.ts';

await runCommand(createProgram(), process.argv);
