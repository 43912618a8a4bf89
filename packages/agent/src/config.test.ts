import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';

function read(environment: Record<string, string>) {
  const said: string[] = [];
  return { config: readConfig(environment, '/nowhere/app.js', (message) => said.push(message)), said };
}

test('without a word everything has its default', () => {
  const { config, said } = read({});
  const { enabled, develop, captureParameters, sampleRatio, headers, ignoredPaths } = config;
  assert.deepEqual(
    { enabled, develop, captureParameters, sampleRatio, headers, ignoredPaths: [...ignoredPaths], said },
    {
      ...{ enabled: true, develop: false, captureParameters: false },
      ...{ sampleRatio: 1, headers: {}, ignoredPaths: [], said: [] },
    },
  );
});

test('switches are understood as people write them, and nonsense is named', () => {
  for (const on of ['1', 'true', 'ON', 'yes', ' 1\n']) {
    const { config, said } = read({
      TRACEBIN_DEV: on,
      TRACEBIN_CAPTURE_PARAMETERS: on,
      TRACEBIN_ENABLED: on,
    });
    assert.deepEqual(
      [config.develop, config.captureParameters, config.enabled, said],
      [true, true, true, []],
    );
  }
  for (const off of ['0', 'false', 'Off', 'no']) {
    const { config, said } = read({ TRACEBIN_DEV: off, TRACEBIN_ENABLED: off, TRACEBIN_OPENTELEMETRY: off });
    assert.deepEqual([config.develop, config.enabled, config.app, said], [false, false, undefined, []]);
  }
  const { config, said } = read({ TRACEBIN_DEV: 'jein', TRACEBIN_ENABLED: '2' });
  assert.deepEqual([config.develop, config.enabled], [false, true]);
  assert.deepEqual(said.sort(), [
    'TRACEBIN_DEV must be 1 or 0, not "jein"; using 0',
    'TRACEBIN_ENABLED must be 1 or 0, not "2"; using 1',
  ]);
});

test('numbers: the first and last that are taken, and blanks are none', () => {
  for (const [text, ratio] of [
    ['0', 0],
    ['1', 1],
    ['0.25 ', 0.25],
    [' ', 1],
  ] as const)
    assert.deepEqual(
      [read({ TRACEBIN_SAMPLE_RATIO: text }).config.sampleRatio, read({ TRACEBIN_SAMPLE_RATIO: text }).said],
      [ratio, []],
    );
  for (const text of ['1.01', '-0.01', '25%', 'NaN', 'Infinity']) {
    const { config, said } = read({ TRACEBIN_SAMPLE_RATIO: text });
    assert.equal(config.sampleRatio, 1);
    assert.deepEqual(said, [
      `TRACEBIN_SAMPLE_RATIO must be a number from 0 to 1, not ${JSON.stringify(text)}; using 1`,
    ]);
  }
});

test('paths may stand apart', () => {
  const { config } = read({ TRACEBIN_IGNORE_PATHS: '/health, /ready ,,/live' });
  assert.deepEqual([...config.ignoredPaths], ['/health', '/ready', '/live']);
});

test('headers for other backends, and the key', () => {
  const { config, said } = read({
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20YWJjOmRlZg==, x-team = blue',
    TRACEBIN_KEY: 'ingest\n',
  });
  assert.deepEqual(config.headers, {
    authorization: 'Basic YWJjOmRlZg==',
    'x-team': 'blue',
    'x-tracebin-key': 'ingest',
  });
  assert.deepEqual(said, []);
});

test('what can be no header is left out, and its value is not repeated', () => {
  const { config, said } = read({ OTEL_EXPORTER_OTLP_HEADERS: 'a b=secret1,c=secret2%0A,d=fine' });
  assert.deepEqual(config.headers, { d: 'fine' });
  assert.equal(said.length, 2);
  assert.doesNotMatch(said.join(), /secret/);
});

test('an address that is none is said without its password', () => {
  const { config, said } = read({ TRACEBIN_URL: 'https://ann:secret@apm example' });
  assert.equal(config.url.href, 'http://127.0.0.1:4318/');
  assert.match(said.join(), /^TRACEBIN_URL is not an address/);
  assert.doesNotMatch(said.join(), /secret/);
});
