/**
 * The table: every older name that senders still use and what it is called now. Ranks are given by position, so
 * of several sources of one new name the first in this list wins.
 */
import { SpanKind } from '../event-codes.ts';
import { splitAddress, splitTarget } from './address.ts';
import type { AttributeRule, DerivedAttribute, PlainValue, Sibling } from './attribute-rule.ts';
import {
  asInteger,
  asText,
  dbSystemName,
  networkTransport,
  protocolVersion,
  rpcSystemName,
} from './attribute-values.ts';

type Unranked = AttributeRule extends infer R ? (R extends AttributeRule ? Omit<R, 'rank'> : never) : never;

const rename = (from: string, to: string): Unranked => ({ from, to: [to], renameTo: () => to });

const convert = (from: string, to: string, value: (value: PlainValue) => PlainValue): Unranked => ({
  from,
  to: [to],
  derive: (given) => [{ key: to, value: value(given) }],
});

const answersRequests = (kind: SpanKind): boolean => kind === SpanKind.server || kind === SpanKind.consumer;

/** `net.peer.*` is the other side: the server for those who ask, the client for those who answer. */
const peer = (from: string, part: 'address' | 'port'): Unranked =>
  part === 'address'
    ? {
        from,
        to: ['client.address', 'server.address'],
        renameTo: (kind) => (answersRequests(kind) ? 'client.address' : 'server.address'),
      }
    : {
        from,
        to: ['client.port', 'server.port'],
        derive: (value, kind) => [
          { key: answersRequests(kind) ? 'client.port' : 'server.port', value: asInteger(value) },
        ],
      };

function pathAndQuery(value: PlainValue): DerivedAttribute[] {
  const { path, query } = splitTarget(String(value));
  const derived: DerivedAttribute[] = [{ key: 'url.path', value: path }];
  if (query !== undefined) derived.push({ key: 'url.query', value: query });
  return derived;
}

function addressAndPort(value: PlainValue): DerivedAttribute[] {
  const { address, port } = splitAddress(String(value));
  const derived: DerivedAttribute[] = [{ key: 'server.address', value: address }];
  if (port !== undefined) derived.push({ key: 'server.port', value: port });
  return derived;
}

/** `code.function.name` is fully qualified; the separator is the one most languages write. */
function qualifiedFunction(value: PlainValue, _kind: SpanKind, sibling: Sibling): DerivedAttribute[] {
  const namespace = sibling('code.namespace');
  const qualified = namespace === undefined || namespace === '' ? String(value) : `${namespace}.${value}`;
  return [{ key: 'code.function.name', value: qualified }];
}

const TABLE: readonly Unranked[] = [
  rename('http.method', 'http.request.method'),
  convert('http.status_code', 'http.response.status_code', asInteger),
  rename('http.url', 'url.full'),
  { from: 'http.target', to: ['url.path', 'url.query'], derive: pathAndQuery },
  rename('http.scheme', 'url.scheme'),
  convert('http.flavor', 'network.protocol.version', protocolVersion),
  rename('http.user_agent', 'user_agent.original'),
  rename('http.client_ip', 'client.address'),
  rename('http.request_content_length', 'http.request.body.size'),
  rename('http.response_content_length', 'http.response.body.size'),
  { from: 'http.host', to: ['server.address', 'server.port'], derive: addressAndPort },
  rename('http.server_name', 'server.address'),
  peer('net.peer.name', 'address'),
  peer('net.peer.port', 'port'),
  rename('net.host.name', 'server.address'),
  convert('net.host.port', 'server.port', asInteger),
  rename('net.sock.peer.addr', 'network.peer.address'),
  convert('net.sock.peer.port', 'network.peer.port', asInteger),
  rename('net.peer.ip', 'network.peer.address'),
  rename('net.sock.host.addr', 'network.local.address'),
  convert('net.sock.host.port', 'network.local.port', asInteger),
  rename('net.host.ip', 'network.local.address'),
  convert('net.transport', 'network.transport', networkTransport),
  rename('net.protocol.name', 'network.protocol.name'),
  rename('net.protocol.version', 'network.protocol.version'),
  convert('db.system', 'db.system.name', dbSystemName),
  rename('db.name', 'db.namespace'),
  convert('db.redis.database_index', 'db.namespace', asText),
  rename('db.statement', 'db.query.text'),
  rename('db.operation', 'db.operation.name'),
  rename('db.sql.table', 'db.collection.name'),
  rename('db.mongodb.collection', 'db.collection.name'),
  rename('db.cassandra.table', 'db.collection.name'),
  rename('messaging.system', 'messaging.system.name'),
  rename('messaging.operation', 'messaging.operation.type'),
  rename('messaging.destination', 'messaging.destination.name'),
  rename('messaging.kafka.consumer.group', 'messaging.consumer.group.name'),
  rename('messaging.consumer_group', 'messaging.consumer.group.name'),
  rename('messaging.client_id', 'messaging.client.id'),
  rename('messaging.message_id', 'messaging.message.id'),
  { from: 'code.function', to: ['code.function.name'], derive: qualifiedFunction },
  rename('code.filepath', 'code.file.path'),
  convert('code.lineno', 'code.line.number', asInteger),
  convert('code.column', 'code.column.number', asInteger),
  convert('rpc.system', 'rpc.system.name', rpcSystemName),
  convert('rpc.response.status_code', 'rpc.status_code', asText),
  convert('rpc.grpc.status_code', 'rpc.status_code', asText),
  rename('deployment.environment', 'deployment.environment.name'),
  rename('enduser.id', 'user.id'),
  rename('enduser.role', 'user.roles'),
];

/** The table by older name. */
export const ATTRIBUTE_RULES: ReadonlyMap<string, AttributeRule> = new Map(
  TABLE.map((rule, rank) => [rule.from, { ...rule, rank } as AttributeRule]),
);
