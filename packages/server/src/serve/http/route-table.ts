/** Knows which methods a path has, to answer 405 with `Allow` instead of 404. */
import type { FastifyInstance } from 'fastify';

export class RouteTable {
  readonly #routes: { pattern: RegExp; methods: Set<string> }[] = [];
  readonly #byUrl = new Map<string, Set<string>>();

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      let methods = this.#byUrl.get(url);
      if (methods === undefined) {
        methods = new Set();
        this.#byUrl.set(url, methods);
        this.#routes.push({ pattern: patternOf(url), methods });
      }
      for (const one of Array.isArray(method) ? method : [method]) methods.add(one);
    });
  }

  /** Methods of the path; empty when there is no such path. */
  methodsOf(path: string): string[] {
    return [...(this.#routes.find((route) => route.pattern.test(path))?.methods ?? [])].sort();
  }
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
