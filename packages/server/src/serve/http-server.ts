/** The one HTTP server: doors for senders, API, pages. Built without a socket; `start-server.ts` listens. */
import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifySwagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { NotFoundError, TracebinError } from '../errors.ts';
import type { ProtocolRoute } from '../receive/protocol.ts';
import { isForeignOrigin } from './access/access-policy.ts';
import type { ApiParts } from './api/api-parts.ts';
import { addBinRoutes } from './api/bin-routes.ts';
import { addBoardRoutes } from './api/board-routes.ts';
import { addCauseRoutes } from './api/cause-routes.ts';
import { addFieldRoutes } from './api/field-routes.ts';
import { addFindingRoutes } from './api/finding-routes.ts';
import { addKeptAnswerRoutes } from './api/kept-answer-routes.ts';
import { addLiveRoute } from './api/live-route.ts';
import { addMarkerRoutes } from './api/marker-routes.ts';
import { addOperationRoutes } from './api/operation-routes.ts';
import { addOverviewRoutes } from './api/overview-routes.ts';
import { addPageRoutes } from './api/page-routes.ts';
import { addQueryRoutes } from './api/query-routes.ts';
import { addRebuildRoutes } from './api/rebuild-routes.ts';
import { addSavedQuestionRoutes } from './api/saved-question-routes.ts';
import { addThresholdRoutes } from './api/threshold-routes.ts';
import { addTracePartRoutes } from './api/trace-part-routes.ts';
import { addTraceRoutes } from './api/trace-routes.ts';
import { addTransactionRoutes } from './api/transaction-routes.ts';
import { addProtocolDoors, type DoorParts } from './doors/protocol-doors.ts';
import { apiErrorOf, asTracebinError } from './http/api-error.ts';
import { validatorsAtFirstUse } from './http/first-use-validators.ts';
import { factsOf } from './http/request-facts.ts';
import { RouteTable } from './http/route-table.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { addWebApp, sendPage, wantsPage } from './http/web-app.ts';
import type { ServerLog } from './server-log.ts';

export interface HttpServerParts {
  api: ApiParts;
  doors: DoorParts;
  protocols: readonly ProtocolRoute[];
  /** Folder of the built pages; undefined when they are not built. */
  webRoot: string | undefined;
  log: ServerLog;
}

/** Bodies of the API are names and numbers. */
const MAX_API_BODY_BYTES = 64 * 1024;
/** A sender on a slow line gets this long for 64 MiB. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Longer than the idle time of common proxies (60 s), so that they and not we close first. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** Answers below one packet do not get faster by compression. */
const MIN_COMPRESSED_BYTES = 1_400;

export async function createHttpServer(parts: HttpServerParts): Promise<FastifyInstance> {
  const { api, doors, log, webRoot } = parts;
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_API_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // Requests on open connections are answered while the server drains; the doors refuse in their own words.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 2_000 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', useDefaults: false } },
    schemaController: {
      compilersFactory: { buildValidator: validatorsAtFirstUse, buildSerializer: () => asJson },
    },
    frameworkErrors: (error, _request, reply) => {
      const known = asTracebinError(error);
      const answer: FastifyReply = reply;
      return answer.code(known.status).send(apiErrorOf(known));
    },
    clientErrorHandler: (error, socket) => {
      const timedOut = (error as NodeJS.ErrnoException).code === 'ERR_HTTP_REQUEST_TIMEOUT';
      if (socket.writable) socket.end(rawErrorAnswer(timedOut));
      else socket.destroy();
    },
  });
  // A form of another site can send text/plain without asking; JSON it cannot.
  app.removeContentTypeParser('text/plain');
  const routes = new RouteTable(app);
  addSecurityHeaders(app);

  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store');
    const facts = factsOf(request);
    // Load balancers ask for health by address.
    if (request.url !== '/api/health') api.policy.checkHost(facts);
    const changes = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS';
    if (changes && request.url.startsWith('/api/') && isForeignOrigin(facts)) {
      throw new TracebinError('foreign-origin', 'A page of another site may not change anything here.', {
        status: 403,
      });
    }
  });
  app.addHook('onSend', async (_request, reply) => {
    // Otherwise a connection whose request began before the stop stays open for its next one.
    if (doors.isDraining()) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const ms = reply.elapsedTime;
    api.metrics.answered(route, request.method, reply.statusCode, ms / 1000);
    // The path itself may hold a key or a view token and is never logged.
    log.debug(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(ms * 10) / 10 },
      'answered',
    );
  });
  app.setErrorHandler((thrown, request, reply) => {
    const error = asTracebinError(thrown);
    // The tab was closed before the first byte of a stream: nobody is there to be answered.
    const isGone =
      reply.raw.destroyed && (thrown as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (error.status >= 500 && error.code === 'internal' && !isGone) {
      log.error({ err: thrown, route: request.routeOptions.url }, 'a request failed');
    }
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
    if (error.status === 401) reply.header('www-authenticate', 'Bearer');
    return reply.code(error.status).type('application/json; charset=utf-8').send(apiErrorOf(error));
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const methods = routes.methodsOf(path);
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '));
      throw new TracebinError('method-not-allowed', `${request.method} is not possible here.`, {
        status: 405,
        hint: `Possible: ${methods.join(', ')}.`,
      });
    }
    if (wantsPage(request, path)) return sendPage(reply, webRoot);
    throw new NotFoundError('There is nothing at this path.', {
      hint: 'GET /api/openapi.json lists the API; senders use /v1/traces, /v1/logs and /v1/metrics.',
    });
  });

  await app.register(fastifyCompress, {
    global: true,
    globalDecompression: false,
    threshold: MIN_COMPRESSED_BYTES,
    encodings: ['br', 'gzip', 'identity'],
    // Answers are made once and read once: speed counts for more than the last percent.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 5 },
  });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tracebin',
        version: api.version,
        description:
          'Questions to a bin. The view token of the bin stands in the path. Every refusal has the body {"error":{"code","message","hint"}}; codes are stable.',
      },
    },
  });
  await addProtocolDoors(app, parts.protocols, doors);
  addOperationRoutes(app, api);
  addBinRoutes(app, api);
  addTraceRoutes(app, api);
  addTracePartRoutes(app, api);
  addFieldRoutes(app, api);
  addPageRoutes(app, api);
  addCauseRoutes(app, api);
  addFindingRoutes(app, api);
  addThresholdRoutes(app, api);
  addRebuildRoutes(app, api);
  addQueryRoutes(app, api);
  addSavedQuestionRoutes(app, api);
  addBoardRoutes(app, api);
  addKeptAnswerRoutes(app, api);
  addMarkerRoutes(app, api);
  addOverviewRoutes(app, api);
  addTransactionRoutes(app, api);
  addLiveRoute(app, api);
  if (webRoot !== undefined) await addWebApp(app, webRoot);
  await app.ready();
  return app;
}

/** The schemas of answers document them; what is sent is what the room before made, whole and unchecked. */
const asJson = () => (answer: unknown) => JSON.stringify(answer);

function rawErrorAnswer(timedOut: boolean): string {
  const status = timedOut ? '408 Request Timeout' : '400 Bad Request';
  const body = JSON.stringify({
    error: timedOut
      ? { code: 'request-timeout', message: 'The request did not arrive in time.' }
      : { code: 'bad-http', message: 'This is not HTTP that can be read.' },
  });
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
}
