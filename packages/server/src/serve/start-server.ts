/**
 * Wires the rooms: opens the store, puts protocols and API on the HTTP port and OTLP on the gRPC port, and
 * ends all of it in an order in which nothing acknowledged is lost.
 */

import type { AddressInfo } from 'node:net';
import type { HealthAnswer, RebuildAnswer } from '@tracebin/model';
import type { FastifyInstance } from 'fastify';
import type { Deriver, DeriveState } from '../derive/index.ts';
import { StartError } from '../errors.ts';
import { otlpHttpRoutes } from '../receive/otlp/http.ts';
import { newSecret } from '../store/keys/index.ts';
import { AccessPolicy } from './access/access-policy.ts';
import { AdminAccess } from './access/admin-access.ts';
import { BodyBudget } from './access/body-budget.ts';
import { RateLimits } from './access/rate-limits.ts';
import { SenderAccess } from './access/sender-access.ts';
import { ViewerAccess } from './access/viewer-access.ts';
import { questionsOf } from './ask-store.ts';
import { DoorBoard } from './doors/door-board.ts';
import { openGrpcDoor } from './doors/grpc-door.ts';
import { defectObserver } from './doors/otlp-observer.ts';
import { findWebRoot } from './http/web-app.ts';
import { createHttpServer } from './http-server.ts';
import { IdleMemory } from './idle-memory.ts';
import { ActivityBoard } from './live/activity-board.ts';
import { BinWatch } from './live/bin-watch.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { addStoreMetrics } from './metrics/store-metrics.ts';
import { networkAddress } from './network-address.ts';
import { openDeriver } from './open-deriver.ts';
import { openStore } from './open-store.ts';
import type { ServeOptions } from './serve-options.ts';
import type { ServerLog } from './server-log.ts';
import { StoreHealth } from './store-health.ts';

export interface RunningServer {
  /** Where people and senders reach it. */
  address: string;
  /** Where other machines reach it, when it listens everywhere and was not told its public address. */
  networkUrl: string | undefined;
  /** Where commands on this machine reach it. */
  localUrl: string;
  localSecret: string;
  doors: DoorBoard;
  /** True where keys are required. */
  public: boolean;
  /** Refuses new data, waits for what is being committed, closes all. Resolves when nothing is left. */
  stop(): Promise<void>;
  /** Hangs up on everybody and ends what the engine is doing; nothing acknowledged is lost. Also while `stop` runs. */
  stopAtOnce(): Promise<void>;
}

/** A sender that takes longer to finish its request is cut off; it was not acknowledged and will send again. */
const LAST_REQUESTS_TIMEOUT_MS = 10_000;
const IDLE_SWEEP_INTERVAL_MS = 100;
/** @throws StartError with one clear line */
export async function startServer(
  options: ServeOptions,
  { log, version }: { log: ServerLog; version: string },
): Promise<RunningServer> {
  const policy = new AccessPolicy(options);
  const metrics = new ServerMetrics();
  const store = await openStore(options.store, {
    maxBacklogBytes: options.maxBacklogBytes,
    onCommit: ({ durationMs }) => metrics.commitTook(durationMs / 1000),
  });
  const { engine, bins, writer } = store;
  const listeningSince = new Date();
  const localSecret = newSecret('local');
  const activity = new ActivityBoard((kind, count, bytes) => metrics.committed(kind, count, bytes));
  const ingest = activity.watch(store.ingest);
  const senders = new SenderAccess(bins, policy, localSecret);
  const limits = new RateLimits(options.limits);
  const budget = new BodyBudget();
  const doors = new DoorBoard();
  const questions = questionsOf(store, options.questionLimits);
  const storeHealth = new StoreHealth(engine, writer);
  let draining = false;
  let deriver: ReturnType<typeof openDeriver>;
  let localUrl = '';
  addStoreMetrics(metrics, store);
  metrics.gauge(
    'tracebin_receiving_bytes',
    'Bytes of bodies between their first byte and their answer',
    () => budget.heldBytes,
  );

  const health = async (): Promise<HealthAnswer> => ({
    status: draining ? 'draining' : (await storeHealth.isWell()) ? 'ok' : 'store-unavailable',
    version,
    store: { engine: engine.kind, version: storeHealth.engineVersion, schema: store.schema },
    uptimeMs: Date.now() - listeningSince.getTime(),
    backlogBytes: writer.counters.waitingBytes,
    backlogBoundBytes: store.maxBacklogBytes,
    derive: deriveHealth(deriver?.state),
  });

  let app: FastifyInstance | undefined;
  try {
    app = await createHttpServer({
      api: {
        version,
        bins,
        policy,
        admin: new AdminAccess(policy, [options.adminSecret, localSecret]),
        viewers: new ViewerAccess(bins, policy),
        senders,
        limits,
        activity,
        watch: new BinWatch(activity, questions, engine.kind === 'cluster'),
        questions,
        doors,
        metrics,
        listeningSince,
        address: (host) => options.publicUrl ?? (host === undefined ? localUrl : `http://${host}`),
        health,
        rebuild: {
          start: () => (engine.kind === 'cluster' ? undefined : startRebuild(deriver)),
          progress: () => deriver?.state.rebuild,
        },
      },
      doors: { senders, limits, budget, ingest, activity, metrics, isDraining: () => draining },
      protocols: otlpHttpRoutes({ observer: defectObserver(log) }),
      webRoot: findWebRoot(),
      log,
    });
    await listen(app, options);
  } catch (error) {
    await app?.close();
    await store.close();
    throw error;
  }
  const port = (app.server.address() as AddressInfo).port;
  localUrl = `http://${urlHost(reachableFromHere(options.host))}:${port}`;
  const network = networkAddress(options.host);
  deriver = openDeriver(engine, options, metrics, log, writer, bins);
  const idleMemory = new IdleMemory(engine, (error) =>
    log.debug({ err: error }, 'memory could not be given back'),
  );
  idleMemory.start();
  doors.set({ port: String(port), speaks: 'OTLP over HTTP, pages and API', state: 'ready' });
  const grpc = await openGrpcDoor(options, {
    senders,
    limits,
    budget,
    ingest,
    activity,
    metrics,
    isDraining: () => draining,
    doors,
    log,
  });

  return {
    address: options.publicUrl ?? localUrl,
    networkUrl:
      options.publicUrl === undefined && network !== undefined
        ? `http://${urlHost(network)}:${port}`
        : undefined,
    localUrl,
    localSecret,
    doors,
    public: policy.public,
    stop: async () => {
      draining = true;
      // Requests that are inside finish first, so that what was acknowledged last is in the last commit.
      const cut = setTimeout(() => {
        log.warn('requests that do not end are cut off');
        app.server.closeAllConnections();
        grpc?.stop();
      }, LAST_REQUESTS_TIMEOUT_MS);
      // Connections that had their answer on the way when the stop began, and so were not told that it is the last.
      const sweep = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_INTERVAL_MS);
      await Promise.all([app.close(), grpc?.drain()]);
      clearTimeout(cut);
      clearInterval(sweep);
      await Promise.all([deriver?.stop(), idleMemory.stop()]);
      await store.close();
    },
    stopAtOnce: async () => {
      draining = true;
      app.server.closeAllConnections();
      grpc?.stop();
      await engine.close({ atOnce: true });
    },
  };
}

/** One that runs already goes on. */
function startRebuild(deriver: Deriver | undefined): RebuildAnswer | undefined {
  if (deriver?.state.rebuild?.running !== true) deriver?.rebuild();
  return deriver?.state.rebuild;
}

function deriveHealth(state: DeriveState | undefined): HealthAnswer['derive'] {
  if (state === undefined) return null;
  const { lagMs, waitingTraces, ingestFirst } = state;
  return { lagMs, waitingTraces, ingestFirst };
}

async function listen(app: FastifyInstance, { host, port }: ServeOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartError('port-busy', `Port ${port} on ${host} is in use by another program.`, {
        hint: 'Stop it, or choose another port with --port (0 takes any free one).',
      });
    }
    if (code === 'EACCES') {
      throw new StartError('port-forbidden', `This user may not listen on port ${port}.`, {
        hint: 'Ports below 1024 are for root; choose another with --port.',
      });
    }
    throw new StartError('cannot-listen', `Cannot listen on ${host}:${port} (${code ?? String(error)}).`, {
      hint: 'Is --host an address of this machine?',
    });
  }
}

/** The wildcard addresses listen everywhere, and so on loopback too. */
function reachableFromHere(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '::1';
  return host;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
