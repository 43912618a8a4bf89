/**
 * `node --import @tracebin/agent/register app.js`, `node --require @tracebin/agent/register app.js` or
 * `NODE_OPTIONS`: starts the agent before the app loads its first library.
 */
import { startAgent } from './start.ts';

startAgent();
