import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LAYER_NAMES, SPAN_KIND_NAMES, type SpanKind } from './event-codes.ts';
import {
  layerHintsOfAttribute,
  layerHintsOfDbSystem,
  layerHintsOfMessagingOperation,
  layerHintsOfScope,
  layerHintsOfSpanName,
  layerOf,
} from './layers.ts';

function layer(
  kind: (typeof SPAN_KIND_NAMES)[number],
  attributes: Record<string, string> = {},
  name = '',
  scope = '',
) {
  let hints = layerHintsOfSpanName(name) | layerHintsOfScope(scope);
  for (const [key, value] of Object.entries(attributes)) {
    hints |= layerHintsOfAttribute(key);
    if (key === 'db.system.name' || key === 'db.system') hints |= layerHintsOfDbSystem(value);
    if (key.startsWith('messaging.operation')) hints |= layerHintsOfMessagingOperation(value);
  }
  return LAYER_NAMES[layerOf(SPAN_KIND_NAMES.indexOf(kind) as SpanKind, hints)];
}

const CASES: readonly [string, ReturnType<typeof layer>, Parameters<typeof layer>][] = [
  ['a request that is answered', 'app', ['server', { 'http.route': '/', 'url.path': '/' }, 'GET /']],
  ['own code', 'app', ['internal', {}, 'serialize week']],
  ['middleware that names its route', 'app', ['internal', { 'http.route': '/' }, 'middleware - session']],
  ['a span without kind', 'app', ['unspecified']],
  ['SQL', 'db', ['client', { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT 1' }]],
  ['SQL under the older names', 'db', ['client', { 'db.system': 'mysql', 'net.peer.name': 'db' }]],
  ['SQL from an INTERNAL span', 'db', ['internal', { 'db.system.name': 'sqlite' }]],
  [
    'Elasticsearch over HTTP',
    'db',
    ['client', { 'db.system.name': 'elasticsearch', 'url.full': 'http://es/' }],
  ],
  ['Redis', 'cache', ['client', { 'db.system.name': 'redis' }]],
  ['Memcached under the older name', 'cache', ['client', { 'db.system': 'memcached' }]],
  ['Valkey', 'cache', ['client', { 'db.system.name': 'Valkey' }]],
  ['an outgoing request', 'http', ['client', { 'http.request.method': 'GET', 'url.full': 'http://a' }]],
  ['an outgoing call', 'http', ['client', { 'rpc.system.name': 'grpc' }]],
  ['an outgoing something', 'other', ['client', { 'server.address': 'a' }]],
  ['a message sent', 'queue', ['producer', {}, 'jobs publish']],
  ['a message sent by an INTERNAL span', 'queue', ['internal', { 'messaging.system': 'rabbitmq' }]],
  ['a message waited for', 'queue', ['consumer', { 'messaging.operation.type': 'receive' }]],
  ['a batch fetched by a client', 'queue', ['client', { 'messaging.operation.type': 'receive' }]],
  ['a job worked on', 'app', ['consumer', { 'messaging.operation.type': 'process' }, 'run/tasks.add']],
  ['a job worked on, older name', 'app', ['consumer', { 'messaging.operation': 'process' }]],
  ['an EJS template', 'view', ['internal', {}, 'ejs.render week.ejs']],
  ['a template by its file', 'view', ['internal', {}, 'render week.ejs']],
  ['a template by its path', 'view', ['internal', {}, 'Render views/week.html.twig']],
  ['a picture', 'app', ['internal', {}, 'render chart.png']],
  ["Express's render", 'view', ['internal', {}, 'res.render week']],
  ['a Django template', 'view', ['internal', {}, 'django.template.render']],
  ['a Jinja template by its scope', 'view', ['internal', {}, 'x', 'opentelemetry.instrumentation.jinja2']],
  ['a Rails partial', 'view', ['internal', {}, 'render_partial.action_view']],
  ['a template by its attribute', 'view', ['internal', { 'template.name': 'week.html' }, 'week']],
  ['React on the server', 'view', ['internal', {}, 'renderToPipeableStream']],
  ['a name that only sounds like it', 'app', ['internal', {}, 'surrender']],
  ['an endpoint called render', 'app', ['server', {}, 'GET /res.render']],
];
for (const [what, expected, input] of CASES) {
  it(`${what} is ${expected}`, () => assert.equal(layer(...input), expected));
}
