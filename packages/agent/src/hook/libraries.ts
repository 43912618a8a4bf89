/** The libraries that have a hook, by the name under which they are loaded. */
import { hookAmqplib } from './amqplib.ts';
import { hookAwsSdk } from './aws-sdk.ts';
import { hookBeeQueue } from './bee-queue.ts';
import { hookBetterSqlite3 } from './better-sqlite3.ts';
import { hookBull } from './bull.ts';
import { hookBullmq } from './bullmq.ts';
import { hookCron } from './cron.ts';
import { hookCroner } from './croner.ts';
import { hookEjs } from './ejs.ts';
import { hookExpress } from './express.ts';
import { hookFastify4 } from './fastify.ts';
import { hookGraphql } from './graphql.ts';
import { hookHandlebars } from './handlebars.ts';
import { hookHapi } from './hapi.ts';
import { hookHono } from './hono.ts';
import { hookHttp2 } from './http2-client.ts';
import { hookKafkajs } from './kafkajs.ts';
import { hookKoa } from './koa.ts';
import type { LibraryHook } from './load-hook.ts';
import { hookMemcached, hookMemjs } from './memcached.ts';
import { hookMongodb } from './mongodb.ts';
import { hookMysql2 } from './mysql2.ts';
import { hookNestjs } from './nestjs.ts';
import { hookNodeCron } from './node-cron.ts';
import { hookNodeSqlite } from './node-sqlite.ts';
import { hookNunjucks } from './nunjucks.ts';
import { hookPg } from './pg.ts';
import { hookPug } from './pug.ts';
import { hookIoredis, hookRedisClient } from './redis-patch.ts';
import { hookSocketIo } from './socket-io.ts';
import { hookWs, hookWsServer } from './ws.ts';

export const LIBRARIES: ReadonlyMap<string, LibraryHook> = new Map<string, LibraryHook>([
  ['@hapi/hapi', hookHapi],
  ['@nestjs/core', hookNestjs],
  ['@smithy/core/client', hookAwsSdk],
  ['@smithy/smithy-client', hookAwsSdk],
  ['@redis/client', hookRedisClient],
  ['amqplib', hookAmqplib],
  ['amqplib/callback_api', hookAmqplib],
  ['bee-queue', hookBeeQueue],
  ['better-sqlite3', hookBetterSqlite3],
  ['bull', hookBull],
  ['bullmq', hookBullmq],
  ['cron', hookCron],
  ['croner', hookCroner],
  ['ejs', hookEjs],
  ['express', hookExpress],
  ['fastify', hookFastify4],
  ['graphql', hookGraphql],
  ['handlebars', hookHandlebars],
  ['hono', hookHono],
  ['http2', hookHttp2],
  ['ioredis', hookIoredis],
  ['kafkajs', hookKafkajs],
  ['koa', hookKoa],
  ['memcached', hookMemcached],
  ['memjs', hookMemjs],
  ['mongodb', hookMongodb],
  ['mysql2', hookMysql2],
  ['mysql2/promise', hookMysql2],
  ['node-cron', hookNodeCron],
  ['node:http2', hookHttp2],
  ['node:sqlite', hookNodeSqlite],
  ['nunjucks', hookNunjucks],
  ['pg', hookPg],
  ['pug', hookPug],
  ['socket.io', hookSocketIo],
  ['ws', hookWs],
  ['ws/lib/websocket-server.js', hookWsServer],
]);
