/**
 * `tracebin rebuild`: makes everything that is derived (transactions, operations, edges, errors, findings) again from the
 * events; through the running server, or in a store that no server has open.
 */
import type { RebuildAnswer } from '@tracebin/model';
import { rebuild } from '../derive/index.ts';
import { TracebinError } from '../errors.ts';
import { ADMIN_SECRET_HEADER } from '../serve/access/admin-access.ts';
import { thresholdsIn } from '../serve/open-deriver.ts';
import { openStore } from '../serve/open-store.ts';
import { isClusterStore } from './flag-values.ts';
import { findRunningServer, type ServerFile } from './server-file.ts';

interface RebuildFlags {
  store: string;
}

const ASK_AGAIN_MS = 300;

export async function rebuildRows(flags: RebuildFlags): Promise<void> {
  if (isClusterStore(flags.store)) {
    throw new TracebinError('rebuild-cluster', 'A store on a cluster is not rebuilt by this command.', {
      hint: 'Its servers would go on working up traces meanwhile, and what both write would be there twice.',
    });
  }
  const began = performance.now();
  const server = await findRunningServer(flags.store);
  const done = server === undefined ? await inStore(flags.store) : await throughServer(server);
  showProgress(undefined);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const spans = `${done.toLocaleString('en-US')} ${done === 1 ? 'span' : 'spans'}`;
  process.stdout.write(`${spans} worked up again in ${seconds} s.\n`);
}

async function inStore(place: string): Promise<number> {
  const store = await openStore(place, {});
  try {
    const state = await rebuild(store.engine, { thresholdsOf: thresholdsIn(store.bins) }, ({ rebuild }) =>
      showProgress(rebuild),
    );
    return state.spans;
  } finally {
    await store.close();
  }
}

async function throughServer(server: ServerFile): Promise<number> {
  const ask = async (method: 'POST' | 'GET'): Promise<RebuildAnswer> => {
    const response = await fetch(`${server.url}/api/rebuild`, {
      method,
      headers: { [ADMIN_SECRET_HEADER]: server.secret },
    });
    const answer = (await response.json()) as
      | RebuildAnswer
      | { error: { code: string; message: string; hint?: string } };
    if (!('error' in answer)) return answer;
    const { code, message, hint } = answer.error;
    throw new TracebinError(code, message, hint === undefined ? {} : { hint });
  };
  let answer = await ask('POST');
  while (answer.running) {
    showProgress(answer);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    answer = await ask('GET');
  }
  return answer.done;
}

/** One line that is written over itself, on a terminal only; undefined wipes it away. */
function showProgress(progress: { done: number; total: number } | undefined): void {
  if (!process.stderr.isTTY) return;
  if (progress === undefined) {
    process.stderr.write('\r\u001b[K');
    return;
  }
  const { done, total } = progress;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  process.stderr.write(
    `\r\u001b[K${percent} %  ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} spans`,
  );
}
