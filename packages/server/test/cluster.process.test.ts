/**
 * Two servers on one store over ClickHouse's HTTP interface. Behind it is the embedded engine, not a cluster: what
 * is proven here is that the servers share bins, keys and data, and that nobody prints the password.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ApiError, BinAnswer, BinCreated, HealthAnswer, KeysAnswer, SqlAnswer } from '@tracebin/model';
import { type HttpFace, startHttpFace } from './http-face/http-face.ts';
import { poll } from './senders/poll.ts';
import { runCli, spawnCli } from './support/cli-process.ts';
import { newTraceId, otlpJson, postSpans } from './support/spans.ts';

interface Started {
  url: string;
  printed(): string;
  stop(): Promise<number | null>;
}

let face: HttpFace;
let password: string;
let servers: [Started, Started];

async function start(): Promise<Started> {
  const flags = ['--port', '0', '--grpc-port', 'off', '--store', face.storeUrl, '--log-level', 'debug'];
  const { child, output, exited } = spawnCli(flags);
  const url = await poll('the server to listen', () => {
    if (child.exitCode !== null) throw new Error(output.stdout + output.stderr);
    return /Send +(http:\S+)/.exec(output.stdout)?.[1];
  });
  return {
    url,
    printed: () => output.stdout + output.stderr,
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited).code;
    },
  };
}

before(async () => {
  face = await startHttpFace();
  password = decodeURIComponent(new URL(face.storeUrl.replace('clickhouse:', 'http:')).password);
  assert.ok(password.length > 0);
  servers = [await start(), await start()];
});
after(async () => {
  // Without its store, as the last test leaves them.
  for (const server of servers ?? []) assert.equal(await server.stop(), 0);
});

const createBin = async ({ url }: Started): Promise<BinCreated> => {
  const headers = { 'content-type': 'application/json' };
  return (await (
    await fetch(`${url}/api/bins`, { method: 'POST', headers, body: '{}' })
  ).json()) as BinCreated;
};

test('a bin made by one server works at the other within seconds, and so does the end of its key', async () => {
  const [one, other] = servers;
  const { viewToken, ingestKey } = await createBin(one);
  const traceId = newTraceId();
  const send = () => postSpans(other.url, otlpJson([{ traceId }]), { 'x-tracebin-key': ingestKey });
  await poll('the other server to know the key', async () =>
    (await send()).status === 200 ? true : undefined,
  );
  assert.equal((await fetch(`${one.url}/api/bins/${viewToken}/traces/${traceId}`)).status, 200);

  const { keys } = (await (await fetch(`${one.url}/api/bins/${viewToken}/keys`)).json()) as KeysAnswer;
  await fetch(`${one.url}/api/bins/${viewToken}/keys/${keys[0]!.id}`, { method: 'DELETE' });
  await poll('the other server to refuse it', async () => ((await send()).status === 401 ? true : undefined));
});

test('what one server takes, the page of the other notices', async () => {
  const [one, other] = servers;
  const { viewToken, ingestKey } = await createBin(one);
  const bin = async () => {
    const answer = await fetch(`${other.url}/api/bins/${viewToken}`);
    return answer.ok ? ((await answer.json()) as BinAnswer) : undefined;
  };
  assert.equal((await poll('the other server to know the bin', bin)).firstEventAt, null);
  await postSpans(one.url, otlpJson([{}], 'from-one'), { 'x-tracebin-key': ingestKey });
  await poll('the other server to notice', async () => ((await bin())?.firstEventAt ? true : undefined));
});

test("SQL of one's own is held to its bin there too", async () => {
  const [one] = servers;
  const { viewToken, ingestKey } = await createBin(one);
  await postSpans(one.url, otlpJson([{}, {}], 'mine'), { 'x-tracebin-key': ingestKey });
  const ask = async (sql: string) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ sql });
    return (await (
      await fetch(`${one.url}/api/bins/${viewToken}/sql`, { method: 'POST', headers, body })
    ).json()) as SqlAnswer & ApiError;
  };
  const { values, error } = await ask('SELECT service, count() FROM spans GROUP BY service');
  assert.deepEqual(values ?? error, [['mine'], ['2']]);
  for (const sql of ['SELECT * FROM keys', 'SELECT 1 IN (keys)', 'SELECT bin FROM spans'])
    assert.equal((await ask(sql)).error.code, 'bad-sql', sql);
});

test('commands go to the store itself', async () => {
  const { code, stdout, stderr } = await runCli(['bin', 'create', '--json', '--store', face.storeUrl]);
  assert.equal(code, 0, stderr);
  const { viewToken } = JSON.parse(stdout) as BinCreated;
  await poll('the servers to know the bin', async () => {
    return (await fetch(`${servers[0].url}/api/bins/${viewToken}`)).ok ? true : undefined;
  });
});

test('health says what the store is, and nobody prints its password', async () => {
  const health = (await (await fetch(`${servers[0].url}/api/health`)).json()) as HealthAnswer;
  assert.deepEqual([health.status, health.store.engine], ['ok', 'cluster']);
  for (const { printed } of servers) {
    assert.match(printed(), /clickhouse:\/\/127\.0\.0\.1/);
    assert.ok(!printed().includes(password));
  }
});

test('when the store goes away health says so, senders are told to come back, and the server still stops well', async () => {
  const [one] = servers;
  await face.close();
  const health = await poll('health to notice', async () => {
    const answer = await fetch(`${one.url}/api/health`);
    return answer.status === 503 ? ((await answer.json()) as HealthAnswer) : undefined;
  });
  assert.equal(health.status, 'store-unavailable');
  const sent = await postSpans(one.url, otlpJson([{}]));
  assert.equal(sent.status, 503);
  assert.ok(Number(sent.headers.get('retry-after')) >= 1);
  const asked = await fetch(`${one.url}/api/bins/local/traces`);
  assert.equal(asked.status, 503);
  assert.equal(((await asked.json()) as ApiError).error.code, 'store-unavailable');
});
