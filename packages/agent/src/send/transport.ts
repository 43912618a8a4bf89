/** One kept-alive connection to the server, directly or by way of a proxy. */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { proxyAuthorization } from './proxy.ts';

export interface Transport {
  /** No proxy between. */
  isDirect: boolean;
  post(path: string, headers: http.OutgoingHttpHeaders): http.ClientRequest;
  close(): void;
}

const KEEP_ALIVE = { keepAlive: true, maxSockets: 1, keepAliveMsecs: 15_000 };

/**
 * @param proxy asked to forward requests to http, and to open a tunnel to https
 * @param patienceMs for the proxy to open that tunnel
 */
export function createTransport(server: URL, proxy: URL | undefined, patienceMs: number): Transport {
  const prefix = server.pathname.replace(/\/+$/, '');
  if (proxy && server.protocol === 'http:') {
    const authorization = proxyAuthorization(proxy);
    const client = proxy.protocol === 'https:' ? https : http;
    const agent = new client.Agent(KEEP_ALIVE);
    return {
      isDirect: false,
      post: (path, headers) =>
        client.request({
          ...{ host: addressOf(proxy), port: proxy.port, path: `${server.origin}${prefix}${path}` },
          method: 'POST',
          headers: {
            ...headers,
            host: server.host,
            ...(authorization ? { 'proxy-authorization': authorization } : {}),
          },
          agent,
        }),
      close: () => agent.destroy(),
    };
  }
  const client = server.protocol === 'https:' ? https : http;
  const agent = new client.Agent(KEEP_ALIVE);
  if (proxy) Object.assign(agent, { createConnection: tunnelThrough(proxy, server, patienceMs) });
  return {
    isDirect: proxy === undefined,
    post: (path, headers) =>
      client.request(new URL(`${prefix}${path}`, server), { method: 'POST', headers, agent }),
    close: () => agent.destroy(),
  };
}

/** Without the brackets that addresses of IPv6 have in a URL, and nowhere else. */
function addressOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

type Connected = (error: Error | null, socket?: Socket) => void;

/** RFC 9110 section 9.3.6: the proxy connects, and from then on only passes bytes. */
function tunnelThrough(proxy: URL, server: URL, patienceMs: number) {
  const target = `${server.hostname}:${server.port || 443}`;
  const authorization = proxyAuthorization(proxy);
  return (options: tls.ConnectionOptions, connected: Connected): undefined => {
    const client = proxy.protocol === 'https:' ? https : http;
    const request = client.request({
      ...{ host: addressOf(proxy), port: proxy.port, method: 'CONNECT', path: target, agent: false },
      headers: { host: target, ...(authorization ? { 'proxy-authorization': authorization } : {}) },
    });
    request.on('socket', (socket) => socket.unref());
    // A request without a socket can be given up, but not what it waits for.
    const patience = setTimeout(
      () => request.destroy(new Error('no answer of the proxy')),
      patienceMs,
    ).unref();
    request.on('close', () => clearTimeout(patience));
    request.on('error', (error) => connected(error));
    request.on('connect', (response, socket) => {
      clearTimeout(patience);
      if (response.statusCode === 200) connected(null, tls.connect({ ...options, socket }));
      else {
        socket.destroy();
        connected(new Error(`the proxy answered ${response.statusCode}`));
      }
    });
    request.end();
  };
}
