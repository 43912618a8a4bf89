/** What the routes of the API are made of; one object a server. */
import type { HealthAnswer, RebuildAnswer } from '@tracebin/model';
import type { FastifyRequest } from 'fastify';
import type { Bin, BinRegistry } from '../../store/keys/index.ts';
import type { AccessPolicy } from '../access/access-policy.ts';
import type { AdminAccess } from '../access/admin-access.ts';
import type { RateLimits } from '../access/rate-limits.ts';
import type { SenderAccess } from '../access/sender-access.ts';
import type { ViewerAccess } from '../access/viewer-access.ts';
import type { DoorBoard } from '../doors/door-board.ts';
import { factsOf } from '../http/request-facts.ts';
import type { ActivityBoard } from '../live/activity-board.ts';
import type { BinWatch } from '../live/bin-watch.ts';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { Questions } from './questions.ts';

export interface ApiParts {
  version: string;
  bins: BinRegistry;
  policy: AccessPolicy;
  admin: AdminAccess;
  viewers: ViewerAccess;
  senders: SenderAccess;
  limits: RateLimits;
  activity: ActivityBoard;
  watch: BinWatch;
  questions: Questions;
  doors: DoorBoard;
  metrics: ServerMetrics;
  listeningSince: Date;
  /**
   * Where people and senders reach the server, without a slash at the end: the public URL, or else as the one
   * who asks has reached it.
   */
  address(host: string | undefined): string;
  health(): Promise<HealthAnswer>;
  /** Making everything that is derived again; undefined where this server cannot, or never has. */
  rebuild: { start(): RebuildAnswer | undefined; progress(): RebuildAnswer | undefined };
}

/** The bin that a request's path means. @throws NotFoundError */
export function binOf(parts: ApiParts, request: FastifyRequest): Bin {
  return parts.viewers.resolve(factsOf(request), (request.params as { bin: string }).bin);
}
