/**
 * The built pages. Files with a hash in their name never change and are kept by browsers for a year;
 * `index.html` is asked for anew each time. Every other path that a browser opens gets `index.html`,
 * because routes of pages are known to the pages only.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const ASSETS = '/assets/';
/** Paths that are never a page: a wrong one answers as an error, not as `index.html`. */
const NOT_PAGES = /^\/(api|v1|k|1|metrics|assets)(\/|$)/;
/** Nothing but pages: the addresses that banner, demo and answers print. */
const PAGES = /^\/b\//;

/** In the package the pages lie beside the bundle, in the sources in the web package. */
export function findWebRoot(): string | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, 'web'), join(here, '../../../../web/dist')];
  return candidates.find((folder) => existsSync(join(folder, 'index.html')));
}

export async function addWebApp(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    index: ['index.html'],
    wildcard: true,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (answer, path) => {
      const hashed = path.includes('/assets/') || path.includes('\\assets\\');
      answer.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** True when a request that found no route should get the pages. */
export function wantsPage(request: FastifyRequest, path: string): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (NOT_PAGES.test(path) || path.startsWith(ASSETS) || /\.[a-z0-9]{1,5}$/i.test(path)) return false;
  const accepted = request.headers.accept ?? '*/*';
  if (accepted.includes('text/html')) return true;
  // A program that asks for a path that is not there is better served with an error it can read; one that opens the
  // address of a bin (curl, a watchdog, what previews links) has found a page.
  return PAGES.test(path) && accepted.includes('*/*');
}

export function sendPage(reply: FastifyReply, root: string | undefined): FastifyReply {
  if (root !== undefined) return reply.code(200).sendFile('index.html');
  return reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .send(
      'The pages are not built yet.\nRun: npm run build\nThe API and all doors for senders work without them.\n',
    );
}
