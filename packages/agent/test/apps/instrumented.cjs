// The work with libraries that are required.
const work = require('./instrumented-work.cjs');

work({
  ...{ dns: require('node:dns'), fs: require('node:fs'), net: require('node:net') },
  ...{ express: require('express'), pg: require('pg'), undici: require('undici') },
  ...{ genericPool: require('generic-pool'), memoizer: require('lru-memoizer') },
  ...{ winston: require('winston'), pino: require('pino'), bunyan: require('bunyan') },
  trace: require('@opentelemetry/api').trace,
});
