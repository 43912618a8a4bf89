/**
 * Requests that the app makes over HTTP/2: one CLIENT span each. Node's module is not loaded for our sake (3 ms); the class
 * of a session is known from the first one, made for that purpose, when the app has loaded it: CommonJS by `require`, ES
 * modules by the connection that the first session opens.
 */
import diagnostics from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { activeBaggage, activeSpan, runWithSpan } from '../record/context.ts';
import { traceparentOf } from '../record/propagation.ts';
import { RecordedSpan } from '../record/span.ts';
import { endFailed } from './end-with.ts';
import { describeGrpc, isGrpc } from './grpc.ts';
import { hasHeader } from './has-header.ts';
import { type HookContext, Kind, StatusError } from './hook-context.ts';
import { redactUrl } from './redact-url.ts';
import { markPlace, noteDuration } from './repeated-call.ts';
import { attempt, wrapMethod } from './wrap-method.ts';

const SCOPE = { name: '@tracebin/agent/http2', version: '' };
const CONNECTED = 'net.client.socket';

/** Node's own list of its modules in use; not in its types. */
const loaded = (process as { moduleLoadList?: string[] }).moduleLoadList ?? [];

/** Watches for the first connection of an app that has loaded the module by `import`, which no loader tells. */
export function awaitHttp2(context: HookContext): void {
  const { connect } = tls;
  const look = () => {
    if (!loaded.includes('NativeModule http2')) return;
    diagnostics.unsubscribe(CONNECTED, look);
    if (tls.connect === watched) tls.connect = connect;
    attempt(() => hookHttp2(process.getBuiltinModule('http2'), context));
  };
  const watched = function (this: unknown, ...args: unknown[]) {
    look();
    return Reflect.apply(connect, this, args);
  } as typeof connect;
  diagnostics.subscribe(CONNECTED, look);
  tls.connect = watched;
}

export function hookHttp2(exports: unknown, context: HookContext): void {
  const { connect } = exports as { connect(url: string, options: object): ClientHttp2Session };
  const session = connect('http://localhost', { createConnection: () => new NeverConnected() });
  wrapMethod(Object.getPrototypeOf(session), 'request', (original) => {
    return function (...args) {
      const span = attempt(() => begin(context, args));
      if (span === undefined) return Reflect.apply(original, this, args);
      let stream: ClientHttp2Stream;
      try {
        stream = runWithSpan(span, () => Reflect.apply(original, this, args)) as ClientHttp2Stream;
      } catch (error) {
        endFailed(span, error);
        throw error;
      }
      attempt(() => follow(span, stream));
      return stream;
    };
  });
  session.destroy();
}

/** What a session needs of a socket before it is connected. */
class NeverConnected extends Duplex {
  readonly connecting = true;
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

function begin(context: HookContext, args: unknown[]): RecordedSpan | undefined {
  const parent = activeSpan();
  if (!(parent instanceof RecordedSpan)) return undefined;
  const span = context.spans.startChild(parent, 'HTTP', Kind.client, SCOPE);
  const headers = (args[0] ?? {}) as OutgoingHttpHeaders | string[];
  if (hasHeader(headers, 'traceparent')) return span;
  const own: [name: string, value: string][] = [['traceparent', traceparentOf(span)]];
  if (span.traceState) own.push(['tracestate', span.traceState]);
  const baggage = activeBaggage();
  if (baggage && !hasHeader(headers, 'baggage')) own.push(['baggage', baggage]);
  // Newer Node takes them as a list, too.
  if (Array.isArray(headers)) args[0] = [...headers, ...own.flat()];
  else args[0] = { ...Object.fromEntries(own), ...headers };
  return span;
}

function follow(span: RecordedSpan, stream: ClientHttp2Stream): void {
  const { ':method': method, ':scheme': scheme, ':authority': authority, ':path': path } = stream.sentHeaders;
  const url = new URL(`${scheme}://${authority}`);
  span.name = String(method);
  span.attributes = {
    'http.request.method': span.name,
    'url.full': redactUrl(url.protocol, url.host, String(path)),
    'server.address': url.hostname,
    'server.port': Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
    'network.protocol.version': '2',
  };
  const call = `${method} ${url.host}`;
  markPlace(span, call);
  const isCall = isGrpc(stream.sentHeaders as Record<string, string>);
  const heads: Record<string, string>[] = [];
  if (isCall) stream.once('trailers', (headers) => heads.push(headers as Record<string, string>));
  const end = () => {
    if (isCall && span.isRecording()) describeGrpc(span, String(path), heads);
    span.end();
  };
  stream.once('response', (headers) => {
    heads.push(headers as Record<string, string>);
    const status = Number(headers[':status']);
    span.setAttribute('http.response.status_code', status);
    if (status < 400) return;
    span.setAttribute('error.type', String(status));
    span.setStatus({ code: StatusError });
  });
  stream.on(errorMonitor, (error: Error) => endFailed(span, error));
  stream.once('end', end);
  stream.once('close', () => {
    end();
    noteDuration(span, call);
  });
}
