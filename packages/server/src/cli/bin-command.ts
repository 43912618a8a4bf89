/** `tracebin bin create`: through the running server, or in a store that no server has open. */
import type { BinCreated } from '@tracebin/model';
import { TracebinError } from '../errors.ts';
import { ADMIN_SECRET_HEADER } from '../serve/access/admin-access.ts';
import { openStore } from '../serve/open-store.ts';
import { DEFAULT_HTTP_PORT } from '../serve/serve-options.ts';
import { isClusterStore } from './flag-values.ts';
import { findRunningServer, type ServerFile } from './server-file.ts';

interface BinFlags {
  name: string;
  retention: number;
  store: string;
  json?: boolean;
}

export async function createBin(flags: BinFlags): Promise<void> {
  const server = isClusterStore(flags.store) ? undefined : await findRunningServer(flags.store);
  const made = server === undefined ? await inStore(flags) : await throughServer(server, flags);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
    return;
  }
  process.stdout.write(
    `Bin "${made.name}" is made. Both secrets are shown this once; only their hashes are kept.

  Look   ${made.viewUrl}
  Send   x-tracebin-key: ${made.ingestKey}
`,
  );
  if (server === undefined)
    process.stdout.write('\nNo server runs on this store now: start it with "tracebin".\n');
}

async function throughServer(server: ServerFile, flags: BinFlags): Promise<BinCreated> {
  const response = await fetch(`${server.url}/api/bins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ADMIN_SECRET_HEADER]: server.secret },
    body: JSON.stringify({ name: flags.name, retentionHours: flags.retention }),
  });
  const answer = (await response.json()) as
    | BinCreated
    | { error: { code: string; message: string; hint?: string } };
  if (!('error' in answer)) return answer;
  const { code, message, hint } = answer.error;
  throw new TracebinError(code, message, hint === undefined ? {} : { hint });
}

async function inStore(flags: BinFlags): Promise<BinCreated> {
  const store = await openStore(flags.store, {});
  try {
    const { bin, viewToken, ingestKey } = await store.bins.createBin({
      name: flags.name,
      retentionHours: flags.retention,
    });
    const viewUrl = `http://127.0.0.1:${DEFAULT_HTTP_PORT}/b/${viewToken}`;
    return { bin: bin.id, name: bin.name, viewUrl, viewToken, ingestKey };
  } finally {
    await store.close();
  }
}
