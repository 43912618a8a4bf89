/** Hapi 20 and 21: the route's path and errors, in an extension of the server before its answer. */
import { nameRoute, noteError } from './request-span.ts';

type MakeServer = (...args: unknown[]) => {
  ext(event: string, method: (request: HapiRequest, h: { continue: unknown }) => unknown): void;
};
interface HapiRequest {
  route: { path: string; method: string };
  response: unknown;
}

export function hookHapi(exports: Record<string, unknown>): void {
  for (const name of ['server', 'Server']) {
    const make = exports[name] as MakeServer | undefined;
    if (typeof make !== 'function') continue;
    exports[name] = function (this: unknown, ...args: unknown[]) {
      const server = new.target ? Reflect.construct(make, args, make) : Reflect.apply(make, this, args);
      server.ext('onPreResponse', (request: HapiRequest, h: { continue: unknown }) => {
        // Requests for which there is no route have one of Hapi's own.
        if (request.route.method !== '_special') nameRoute(request.route.path);
        const { response } = request as { response: { isServer?: boolean } };
        if (response instanceof Error && response.isServer) noteError(response);
        return h.continue;
      });
      return server;
    };
  }
}
