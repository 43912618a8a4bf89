/**
 * Where an import goes: through the door of the server that has the store open, or into a store that this
 * process opens, past the same decoder and writer.
 */
import { StartError, TracebinError } from '../errors.ts';
import { otlpHttpRoutes } from '../receive/otlp/http.ts';
import { openStore } from '../serve/open-store.ts';
import { isClusterStore } from './flag-values.ts';
import { findRunningServer, type ServerFile } from './server-file.ts';
import type { Signal } from './split-otlp-json.ts';

export interface Answer {
  status: number;
  body: Buffer;
  retryAfterSeconds: number | undefined;
}

export interface Delivery {
  /** For people: where it goes. */
  place: string;
  send(signal: Signal, body: Buffer): Promise<Answer>;
  close(): Promise<void>;
}

const SEND_TIMEOUT_MS = 120_000;

/** @param key ingest key; undefined for the bin `local` */
export async function openDelivery(store: string, key: string | undefined): Promise<Delivery> {
  const server = isClusterStore(store) ? undefined : await findRunningServer(store);
  return server === undefined ? await ownStore(store, key) : throughServer(server, key);
}

function throughServer(server: ServerFile, key: string | undefined): Delivery {
  return {
    place: `the server at ${server.url}`,
    async send(signal, body) {
      let response: Response;
      try {
        response = await fetch(`${server.url}/v1/${signal}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-tracebin-key': key ?? server.secret },
          body,
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
      } catch (cause) {
        throw new TracebinError('server-gone', `The server at ${server.url} does not answer any more.`, {
          hint: 'What was acknowledged is in the store; run the import again, nothing is doubled.',
          cause,
        });
      }
      const retryAfter = Number(response.headers.get('retry-after'));
      return {
        status: response.status,
        body: Buffer.from(await response.arrayBuffer()),
        retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
      };
    },
    close: async () => {},
  };
}

async function ownStore(place: string, key: string | undefined): Promise<Delivery> {
  const store = await openStore(place, {});
  const found = key === undefined ? undefined : store.bins.findByIngestKey(key);
  if (key !== undefined && (found === undefined || found.key.revokedAt !== null)) {
    await store.close();
    throw new StartError('key-unknown', 'The store has no bin with this ingest key.', {
      hint: 'tracebin bin create makes a bin; without --key the bin is "local".',
    });
  }
  const routes = otlpHttpRoutes();
  const { id: bin, retentionHours } = found?.bin ?? store.bins.local;
  return {
    place,
    async send(signal, body) {
      const route = routes.find((one) => one.path === `/v1/${signal}`)!;
      const request = { headers: { 'content-type': 'application/json' }, body };
      const answer = await route.handle(request, { bin, retentionHours }, store.ingest);
      const retryAfter = Number(answer.headers['retry-after']);
      return {
        status: answer.status,
        body: answer.body,
        retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
      };
    },
    close: () => store.close(),
  };
}
