import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AttributeValue } from '../api/index.ts';
import { SpanKind } from '../event-codes.ts';
import { ATTRIBUTE_RULES } from './attribute-rules.ts';
import { normaliseAttributes } from './normalise-attributes.ts';

/** What is added to the attributes that are given. */
function added(sent: Record<string, AttributeValue>, kind: SpanKind = SpanKind.client) {
  const all = normaliseAttributes({ ...sent }, kind);
  for (const [key, value] of Object.entries(sent)) assert.deepEqual(all[key], value, `${key} was changed`);
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(sent, key)));
}

describe('older attribute names', () => {
  const TABLE: readonly [string, AttributeValue, Record<string, AttributeValue>][] = [
    ['http.method', 'GET', { 'http.request.method': 'GET' }],
    ['http.status_code', 404, { 'http.response.status_code': 404 }],
    ['http.status_code', '404', { 'http.response.status_code': 404 }],
    ['http.url', 'https://a/b?c', { 'url.full': 'https://a/b?c' }],
    ['http.target', '/a/b?c=d&e', { 'url.path': '/a/b', 'url.query': 'c=d&e' }],
    ['http.target', '/a/b', { 'url.path': '/a/b' }],
    ['http.target', '/a?', { 'url.path': '/a', 'url.query': '' }],
    ['http.target', '?q=1', { 'url.path': '/', 'url.query': 'q=1' }],
    ['http.target', 'http://proxy.example:80/x?y#z', { 'url.path': '/x', 'url.query': 'y' }],
    ['http.scheme', 'https', { 'url.scheme': 'https' }],
    ['http.flavor', '1.1', { 'network.protocol.version': '1.1' }],
    ['http.flavor', '2.0', { 'network.protocol.version': '2' }],
    ['http.user_agent', 'curl', { 'user_agent.original': 'curl' }],
    ['http.client_ip', '10.0.0.1', { 'client.address': '10.0.0.1' }],
    ['http.host', 'a.example', { 'server.address': 'a.example' }],
    ['http.host', 'a.example:8080', { 'server.address': 'a.example', 'server.port': 8080 }],
    ['http.host', '[::1]:80', { 'server.address': '::1', 'server.port': 80 }],
    ['http.server_name', 'a.example', { 'server.address': 'a.example' }],
    ['net.host.name', 'a.example', { 'server.address': 'a.example' }],
    ['net.host.port', '443', { 'server.port': 443 }],
    ['net.peer.ip', '10.0.0.1', { 'network.peer.address': '10.0.0.1' }],
    ['net.sock.peer.addr', '10.0.0.1', { 'network.peer.address': '10.0.0.1' }],
    ['net.transport', 'ip_tcp', { 'network.transport': 'tcp' }],
    ['net.transport', 'pipe', { 'network.transport': 'pipe' }],
    ['db.system', 'postgresql', { 'db.system.name': 'postgresql' }],
    ['db.system', 'mssql', { 'db.system.name': 'microsoft.sql_server' }],
    ['db.system', 'oracle', { 'db.system.name': 'oracle.db' }],
    ['db.system', 'dynamodb', { 'db.system.name': 'aws.dynamodb' }],
    ['db.name', 'shop', { 'db.namespace': 'shop' }],
    ['db.redis.database_index', 3, { 'db.namespace': '3' }],
    ['db.statement', 'SELECT 1', { 'db.query.text': 'SELECT 1' }],
    ['db.operation', 'SELECT', { 'db.operation.name': 'SELECT' }],
    ['db.sql.table', 'slots', { 'db.collection.name': 'slots' }],
    ['db.mongodb.collection', 'slots', { 'db.collection.name': 'slots' }],
    ['db.cassandra.table', 'slots', { 'db.collection.name': 'slots' }],
    ['messaging.operation', 'receive', { 'messaging.operation.type': 'receive' }],
    ['messaging.destination', 'jobs', { 'messaging.destination.name': 'jobs' }],
    ['messaging.kafka.consumer.group', 'g', { 'messaging.consumer.group.name': 'g' }],
    ['messaging.client_id', 'c', { 'messaging.client.id': 'c' }],
    ['code.function', 'run', { 'code.function.name': 'run' }],
    ['code.filepath', '/a.py', { 'code.file.path': '/a.py' }],
    ['code.lineno', 12, { 'code.line.number': 12 }],
    ['code.column', 3, { 'code.column.number': 3 }],
    ['rpc.system', 'apache_dubbo', { 'rpc.system.name': 'dubbo' }],
    ['rpc.grpc.status_code', 14, { 'rpc.status_code': '14' }],
    ['rpc.response.status_code', 'OK', { 'rpc.status_code': 'OK' }],
    ['deployment.environment', 'prod', { 'deployment.environment.name': 'prod' }],
    ['enduser.id', 'u1', { 'user.id': 'u1' }],
  ];
  for (const [name, value, expected] of TABLE) {
    it(`${name} = ${JSON.stringify(value)}`, () => assert.deepEqual(added({ [name]: value }), expected));
  }

  it('takes net.peer.* for the server where the span asks and for the client where it answers', () => {
    const sent = { 'net.peer.name': 'a.example', 'net.peer.port': 5432 };
    for (const kind of [SpanKind.client, SpanKind.producer, SpanKind.internal, SpanKind.unspecified]) {
      assert.deepEqual(added(sent, kind), { 'server.address': 'a.example', 'server.port': 5432 });
    }
    for (const kind of [SpanKind.server, SpanKind.consumer]) {
      assert.deepEqual(added(sent, kind), { 'client.address': 'a.example', 'client.port': 5432 });
    }
  });

  it('qualifies a function with its namespace', () => {
    assert.deepEqual(added({ 'code.namespace': 'app.views', 'code.function': 'week' }), {
      'code.function.name': 'app.views.week',
    });
  });

  it('leaves alone what the sender said under both names', () => {
    assert.deepEqual(added({ 'http.method': 'get', 'http.request.method': 'GET' }), {});
    assert.deepEqual(added({ 'http.target': '/a?b', 'url.path': '/other' }), { 'url.query': 'b' });
  });

  it('of several older names for one takes the first of the table, in whichever order they come', () => {
    const names = ['net.host.name', 'http.server_name', 'http.host'];
    for (const order of [names, names.toReversed()]) {
      const sent = Object.fromEntries(order.map((name) => [name, `from ${name}`]));
      assert.equal(normaliseAttributes(sent, SpanKind.server)['server.address'], 'from http.host');
    }
  });

  it('carries lists over unchanged and leaves conversions of them out', () => {
    assert.deepEqual(added({ 'enduser.role': ['a', 'b'], 'http.target': ['x'] }), {
      'user.roles': ['a', 'b'],
    });
  });

  it('names in `to` all that a rule can give, and never an older name', () => {
    for (const rule of ATTRIBUTE_RULES.values()) {
      for (const name of rule.to) {
        assert.ok(!ATTRIBUTE_RULES.has(name), `${rule.from} becomes ${name}, which is older itself`);
      }
      for (const value of ['a', '/a?b', 'h:1', 5]) {
        for (let kind = 0; kind <= 5; kind++) {
          for (const name of Object.keys(added({ [rule.from]: value }, kind as SpanKind))) {
            assert.ok(rule.to.includes(name), `${rule.from} gave ${name}`);
          }
        }
      }
    }
  });
});
