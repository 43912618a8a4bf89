/** The gRPC port: same keys, limits and counts as over HTTP. A busy port is a warning; the rest goes on. */
import type { Metadata } from '@grpc/grpc-js';
import { TracebinError } from '../../errors.ts';
import type { BinScope } from '../../receive/ingest.ts';
import type { OtlpGrpcServer } from '../../receive/otlp/grpc.ts';
import type { RequestFacts } from '../access/access-policy.ts';
import type { Sender } from '../access/sender-access.ts';
import type { ServeOptions } from '../serve-options.ts';
import type { ServerLog } from '../server-log.ts';
import type { DoorBoard } from './door-board.ts';
import { grpcObserver } from './otlp-observer.ts';
import type { DoorParts } from './protocol-doors.ts';

const SPEAKS = 'OTLP over gRPC';
const MAX_PEERS = 1_000;

export async function openGrpcDoor(
  { host, grpcPort }: Pick<ServeOptions, 'host' | 'grpcPort'>,
  parts: DoorParts & { doors: DoorBoard; log: ServerLog },
): Promise<OtlpGrpcServer | undefined> {
  const { senders, limits, ingest, activity, metrics, doors, log } = parts;
  if (grpcPort === 'off') {
    doors.set({ port: '4317', speaks: SPEAKS, state: 'off' });
    return undefined;
  }
  /** Bin of the last call of a connection, to tell its page about the calls that are refused. */
  const binOfPeer = new Map<string, string>();
  const keyOfCall = new WeakMap<BinScope, string>();
  const admit = (metadata: Metadata, peer: string): Sender => {
    binOfPeer.delete(peer);
    const sender = senders.resolve(grpcFacts(metadata, peer));
    binOfPeer.set(peer, sender.scope.bin);
    keyOfCall.set(sender.scope, sender.keyId);
    if (binOfPeer.size > MAX_PEERS) binOfPeer.delete(binOfPeer.keys().next().value!);
    limits.charge(sender.keyId, 0);
    return sender;
  };
  // Loaded only where it is wanted, and not before the pages listen.
  const { createOtlpGrpcServer } = await import('../../receive/otlp/grpc.ts');
  const server = createOtlpGrpcServer({
    ingest,
    observer: grpcObserver(parts, (scope, bodyBytes) => {
      // The size is known when the body is there; the key's next call waits for it.
      const keyId = keyOfCall.get(scope);
      if (keyId !== undefined) limits.chargeLater(keyId, bodyBytes);
    }),
    maxMessageBytes: limits.maxMessageBytes,
    resolveKey: (metadata, peer) => admit(metadata, peer).scope,
    onRefusal: (signal, error, peer) => {
      const known = error instanceof TracebinError;
      const code = known ? error.code : 'internal';
      metrics.refused(`otlp-grpc-${signal}`, code);
      const message = known ? error.message : 'Something went wrong inside the server.';
      activity.refused(binOfPeer.get(peer), { code, message, from: hostOfPeer(peer) });
    },
  });
  try {
    const port = await server.start(host, grpcPort);
    doors.set({ port: String(port), speaks: SPEAKS, state: 'ready' });
    return server;
  } catch (error) {
    log.warn(
      { port: grpcPort, reason: error instanceof Error ? error.message : String(error) },
      `port ${grpcPort} for OTLP over gRPC is not free: going on without it`,
    );
    doors.set({ port: String(grpcPort), speaks: SPEAKS, state: 'busy' });
    server.stop();
    return undefined;
  }
}

/** HTTP/2 has no Host but an authority, which the library keeps; metadata carries the rest. */
function grpcFacts(metadata: Metadata, peer: string): RequestFacts {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata.getMap())) headers[name] = value.toString();
  const remoteAddress = hostOfPeer(peer);
  // gRPC is not spoken by browsers, so a name that points here needs no second look.
  return { headers: { host: 'localhost', ...headers }, remoteAddress, httpVersion: '2.0' };
}

/** `127.0.0.1:53212`, `[::1]:53212`, `::1:53212` */
export function hostOfPeer(peer: string): string {
  return peer.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}
