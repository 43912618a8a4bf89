// The same three routes in each framework; FRAMEWORK says which.
const routes = {
  item: (id) => ({ id }),
  fails: () => {
    throw new Error('the printer is on fire');
  },
  odd: () => {
    throw 'only words';
  },
};
const say = (port) => console.log(`listening ${port}`);

const start = {
  async fastify() {
    const app = require('fastify')();
    app.get('/items/:id', async (request) => routes.item(request.params.id));
    app.get('/fails', async () => routes.fails());
    app.get('/odd', async () => routes.odd());
    await app.register(
      async (part) =>
        part.get('/late', (_request, reply) => {
          setImmediate(() => reply.send('late'));
        }),
      {
        prefix: '/shop/:shop',
      },
    );
    await app.listen({ port: 0, host: '127.0.0.1' });
    say(app.server.address().port);
  },
  async koa() {
    const Koa = require('koa');
    const { Router } = require('@koa/router');
    const router = new Router();
    router.get('/items/:id', (context) => {
      context.body = routes.item(context.params.id);
    });
    router.get('/fails', () => routes.fails());
    router.get('/odd', () => routes.odd());
    const shop = new Router({ prefix: '/shop/:shop' });
    shop.get('/late', async (context) => {
      await new Promise((resolve) => setImmediate(resolve));
      context.body = 'late';
    });
    const app = new Koa();
    app.silent = true;
    app.use(router.routes()).use(shop.routes());
    const server = app.listen(0, '127.0.0.1', () => say(server.address().port));
  },
  async hapi() {
    const server = require('@hapi/hapi').server({ host: '127.0.0.1', port: 0, debug: false });
    server.route({
      method: 'GET',
      path: '/items/{id}',
      handler: (request) => routes.item(request.params.id),
    });
    server.route({ method: 'GET', path: '/fails', handler: () => routes.fails() });
    server.route({ method: 'GET', path: '/odd', handler: () => routes.odd() });
    server.route({ method: 'GET', path: '/shop/{shop}/late', handler: async () => 'late' });
    await server.start();
    say(server.info.port);
  },
  async hono() {
    const { serve } = require('@hono/node-server');
    const { Hono } = require('hono');
    const app = new Hono();
    app.use('*', async (_context, next) => next());
    app.get('/items/:id', (context) => context.json(routes.item(context.req.param('id'))));
    app.get('/fails', () => routes.fails());
    app.get('/odd', () => routes.odd());
    const shop = new Hono();
    shop.get('/late', async (context) => {
      await new Promise((resolve) => setImmediate(resolve));
      return context.text('late');
    });
    app.route('/shop/:shop', shop);
    app.onError((_error, context) => context.text('broken', 500));
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => say(port));
  },
  nestjs: () => nest(),
  async 'nestjs-fastify'() {
    const { FastifyAdapter } = require('@nestjs/platform-fastify');
    await nest(new FastifyAdapter());
  },
  async express() {
    const express = require('express');
    const app = express();
    app.get('/items/:id', (request, response) => response.json(routes.item(request.params.id)));
    app.get('/fails', () => routes.fails());
    app.get('/odd', () => routes.odd());
    const shop = express.Router();
    shop.get('/late', (_request, response) => setImmediate(() => response.send('late')));
    // A router in an app in an app.
    const shops = express();
    shops.use('/:shop', shop);
    app.use('/shop', shops);
    app.use((_error, _request, response, _next) => response.status(500).send('broken'));
    const server = app.listen(0, '127.0.0.1', () => say(server.address().port));
  },
};

async function nest(adapter) {
  require('reflect-metadata');
  const libraries = globalThis.imported ?? { ...require('@nestjs/common'), ...require('@nestjs/core') };
  const { Controller, Get, Module, NestFactory, Param } = libraries;
  class Items {
    item(id) {
      return routes.item(id);
    }
    fails() {
      return routes.fails();
    }
    odd() {
      return routes.odd();
    }
    late() {
      return new Promise((resolve) => setImmediate(() => resolve('late')));
    }
  }
  const { prototype } = Items;
  const method = (name) => Object.getOwnPropertyDescriptor(prototype, name);
  Get('items/:id')(prototype, 'item', method('item'));
  Param('id')(prototype, 'item', 0);
  Get('fails')(prototype, 'fails', method('fails'));
  Get('odd')(prototype, 'odd', method('odd'));
  Get('shop/:shop/late')(prototype, 'late', method('late'));
  Controller()(Items);
  class App {}
  Module({ controllers: [Items] })(App);
  const options = { logger: false };
  const app = await (adapter ? NestFactory.create(App, adapter, options) : NestFactory.create(App, options));
  await app.listen(0, '127.0.0.1');
  say(app.getHttpServer().address().port);
}

start[process.env.FRAMEWORK]();
