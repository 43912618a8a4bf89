// The same three routes in each framework; FRAMEWORK says which.
const routes = {
  item: (id) => ({ id }),
  fails: () => {
    throw new Error('the printer is on fire');
  },
};
const say = (port) => console.log(`listening ${port}`);

const start = {
  async fastify() {
    const app = require('fastify')();
    app.get('/items/:id', async (request) => routes.item(request.params.id));
    app.get('/fails', async () => routes.fails());
    await app.register(
      async (part) => part.get('/late', (_request, reply) => setImmediate(() => reply.send('late'))),
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
    server.route({ method: 'GET', path: '/shop/{shop}/late', handler: async () => 'late' });
    await server.start();
    say(server.info.port);
  },
  async express() {
    const express = require('express');
    const app = express();
    app.get('/items/:id', (request, response) => response.json(routes.item(request.params.id)));
    app.get('/fails', () => routes.fails());
    const shop = express.Router();
    shop.get('/late', (_request, response) => setImmediate(() => response.send('late')));
    app.use('/shop/:shop', shop);
    app.use((_error, _request, response, _next) => response.status(500).send('broken'));
    const server = app.listen(0, '127.0.0.1', () => say(server.address().port));
  },
};

start[process.env.FRAMEWORK]();
