/** Rendered pages in the memory of this process. With a second process behind the balancer each would have its own. */
import type { NextFunction, Request, Response } from 'express';
import { describeRequest } from './request-span.ts';

const MAX_PAGES = 200;

export class PageCache {
  readonly #pages = new Map<string, { html: string; expiresAtMs: number }>();

  /** Serves a page from memory while it is fresh, else keeps what the handler sends. */
  cached(lifetimeMs: number) {
    const pageCache = (request: Request, response: Response, next: NextFunction): void => {
      const key = request.originalUrl;
      const page = this.#pages.get(key);
      const isHit = page !== undefined && page.expiresAtMs > Date.now();
      describeRequest(request, { 'page.cache': isHit ? 'hit' : 'miss' });
      if (isHit) {
        response.type('html').send(page.html);
        return;
      }
      response.locals.keepPage = (html: string) => this.#keep(key, html, lifetimeMs);
      next();
    };
    return pageCache;
  }

  /** After a booking the schedule has to be true at once. */
  clear(): void {
    this.#pages.clear();
  }

  #keep(key: string, html: string, lifetimeMs: number): void {
    this.#pages.delete(key);
    this.#pages.set(key, { html, expiresAtMs: Date.now() + lifetimeMs });
    if (this.#pages.size > MAX_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
  }
}
