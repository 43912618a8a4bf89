/** Bins and keys, on real servers: who may send, who may look, and what everybody else is told. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, describe, test } from 'node:test';
import type { BinAnswer, BinCreated, KeysAnswer, MarkersAnswer, TracesAnswer } from '@tracebin/model';
import { poll } from './senders/poll.ts';
import { type CliServer, runCli, startCli, tempFolder } from './support/cli-process.ts';
import { exportOverGrpc, GrpcStatus } from './support/grpc-export.ts';
import { rawHttp } from './support/raw-http.ts';
import { newTraceId, otlpJson, postSpans } from './support/spans.ts';

const folder = tempFolder();
after(() => folder.remove());

const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;
const createBin = async (url: string, headers: Record<string, string> = {}): Promise<BinCreated> => {
  const answer = await fetch(`${url}/api/bins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"name":"Scruffy"}',
  });
  assert.equal(answer.status, 201);
  return await json<BinCreated>(answer);
};
const statusMessage = async (answer: Response) => (await json<{ message: string }>(answer)).message;

describe('on loopback', () => {
  let server: CliServer;
  let bin: BinCreated;
  before(async () => {
    server = await startCli(`${folder.path}/local`, ['--log-level', 'debug']);
    bin = await createBin(server.url);
  });
  after(async () => assert.equal(await server.stop(), 0));

  const has = async (viewToken: string, traceId: string) =>
    (await fetch(`${server.url}/api/bins/${viewToken}/traces/${traceId}`)).status === 200;

  test('a sender without a key writes to local, a viewer without a token reads it', async () => {
    const traceId = newTraceId();
    assert.equal((await postSpans(server.url, otlpJson([{ traceId }]))).status, 200);
    assert.ok(await has('local', traceId));
    assert.ok(!(await has(bin.viewToken, traceId)));
  });

  test('the key may come in four ways', async () => {
    const ways: [Record<string, string>, string][] = [
      [{ 'x-tracebin-key': bin.ingestKey }, '/v1/traces'],
      [{ authorization: `Bearer ${bin.ingestKey}` }, '/v1/traces'],
      [{ 'x-honeycomb-team': bin.ingestKey }, '/v1/traces'],
      [{}, `/k/${bin.ingestKey}/v1/traces`],
    ];
    for (const [headers, path] of ways) {
      const traceId = newTraceId();
      assert.equal((await postSpans(server.url, otlpJson([{ traceId }]), headers, path)).status, 200);
      assert.ok(await has(bin.viewToken, traceId), path);
      assert.ok(!(await has('local', traceId)), path);
    }
  });

  test('a pipeline posts a marker with nothing but its key; who may not write there is told', async () => {
    const post = (path: string, headers: Record<string, string> = {}, body: object = { version: 'v414' }) =>
      fetch(`${server.url}/api/bins/${path}/markers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const key = { 'x-tracebin-key': bin.ingestKey };
    const other = await createBin(server.url);
    for (const [path, headers] of [
      [bin.viewToken, {}],
      [bin.ingestKey, {}],
      [bin.bin, key],
      [bin.bin, { authorization: `Bearer ${bin.ingestKey}` }],
      [bin.viewToken, key],
    ] as [string, Record<string, string>][]) {
      assert.equal((await post(path, headers)).status, 201, path);
    }
    assert.equal((await post('local', { 'x-tracebin-key': 'tb_k_mistyped' })).status, 401);
    assert.equal((await post(bin.bin, { 'x-tracebin-key': other.viewToken })).status, 403);
    assert.equal((await post(bin.bin)).status, 404);
    assert.equal((await post(other.bin, key)).status, 404);
    for (const body of [
      {},
      { version: 'v1', url: 'javascript:alert(1)' },
      { version: 'v1', at: '2999-01-01' },
    ]) {
      assert.equal((await post(bin.viewToken, {}, body)).status, 400, JSON.stringify(body));
    }
    const list = async (token: string) =>
      (await json<MarkersAnswer>(await fetch(`${server.url}/api/bins/${token}/markers?from=-5m`))).markers;
    const posted = await list(bin.viewToken);
    assert.ok(posted.length >= 1 && posted.length <= 5);
    assert.deepEqual([posted[0]?.version, posted[0]?.source], ['v414', 'posted']);
    assert.deepEqual(await list(other.viewToken), []);
    const remove = (token: string, id: string | null | undefined) =>
      fetch(`${server.url}/api/bins/${token}/markers/${id}`, { method: 'DELETE' });
    assert.equal((await remove(bin.ingestKey, posted[0]?.id)).status, 404);
    for (const { id } of posted) assert.equal((await remove(bin.viewToken, id)).status, 204);
    assert.equal((await remove(bin.viewToken, posted[0]?.id)).status, 404);
    assert.deepEqual(await list(bin.viewToken), []);
  });

  test('a wrong key is refused, not taken for none', async () => {
    const answer = await postSpans(server.url, otlpJson([{}]), {
      'x-tracebin-key': 'tb_k_000000000000000000000000',
    });
    assert.equal(answer.status, 401);
    assert.match(await statusMessage(answer), /does not know this key/);
  });

  test('a view token cannot write, an ingest key cannot read', async () => {
    const answer = await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': bin.viewToken });
    assert.equal(answer.status, 403);
    assert.match(await statusMessage(answer), /view token/);
    for (const path of ['', '/traces', '/fields', '/keys', '/live']) {
      assert.equal((await fetch(`${server.url}/api/bins/${bin.ingestKey}${path}`)).status, 404, path);
    }
  });

  test('a bin that is not yours answers like one that is not there, on every route', async () => {
    const other = await createBin(server.url);
    const traceId = newTraceId();
    await postSpans(server.url, otlpJson([{ traceId }]), { 'x-tracebin-key': other.ingestKey });
    const strangers = [other.ingestKey, other.bin, `${other.viewToken}x`, other.viewToken.slice(0, -1)];
    const forms = [...strangers, 'tb_v_000000000000000000000000', 'nothing', '__proto__', "' OR 1=1"];
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/traces'],
      ['GET', `/traces/${traceId}`],
      ['GET', `/traces/${traceId}/search?text=a`],
      ['GET', `/traces/${traceId}/spans/0000000000000001`],
      ['GET', '/fields'],
      ['GET', '/fields/service/values'],
      ['GET', '/keys'],
      ['GET', '/live'],
      ['POST', '/keys'],
      ['PATCH', ''],
      ['DELETE', '/keys/abc'],
    ] as const) {
      const answers = new Set<string>();
      for (const form of forms) {
        const patch =
          method === 'PATCH' ? { headers: { 'content-type': 'application/json' }, body: '{"name":"x"}' } : {};
        const answer = await fetch(`${server.url}/api/bins/${encodeURIComponent(form)}${path}`, {
          method,
          ...patch,
        });
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        answers.add(JSON.stringify([answer.status, headers, await answer.text()]));
      }
      assert.equal(answers.size, 1, `${method} ${path}: ${[...answers].join('\n')}`);
      assert.match([...answers][0]!, /^\[404,/);
    }
  });

  test('a trace of another bin answers like a trace that is not there', async () => {
    const other = await createBin(server.url);
    const [theirs, nobodys] = [newTraceId(), newTraceId()];
    await postSpans(server.url, otlpJson([{ traceId: theirs, spanId: '00000000000000aa' }]), {
      'x-tracebin-key': other.ingestKey,
    });
    assert.ok(await has(other.viewToken, theirs));
    for (const rest of ['', '/spans/00000000000000aa']) {
      const [seen, absent] = await Promise.all(
        [theirs, nobodys].map(async (id) => {
          const answer = await fetch(`${server.url}/api/bins/${bin.viewToken}/traces/${id}${rest}`);
          return [answer.status, (await answer.text()).replaceAll(id, 'ID')];
        }),
      );
      assert.deepEqual(seen, absent);
      assert.equal(seen![0], 404);
    }
    const search = await json<TracesAnswer>(await fetch(`${server.url}/api/bins/${bin.viewToken}/traces`));
    assert.ok(!search.traceId.includes(theirs));
  });

  test('keys are made, listed and revoked; a revoked key is refused at once', async () => {
    const made = await fetch(`${server.url}/api/bins/${bin.viewToken}/keys`, { method: 'POST' });
    assert.equal(made.status, 201);
    const { ingestKey } = await json<{ ingestKey: string }>(made);
    assert.equal((await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': ingestKey })).status, 200);
    const keysOf = async () => json<KeysAnswer>(await fetch(`${server.url}/api/bins/${bin.viewToken}/keys`));
    const { keys } = await keysOf();
    assert.equal(keys.length, 2);
    assert.ok(!JSON.stringify(keys).includes(ingestKey.slice(5)));
    const revoke = (id: string) =>
      fetch(`${server.url}/api/bins/${bin.viewToken}/keys/${id}`, { method: 'DELETE' });
    assert.equal((await revoke(keys[1]!.id)).status, 204);
    assert.equal((await revoke('000000000000')).status, 404);
    const answer = await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': ingestKey });
    assert.equal(answer.status, 401);
    assert.match(await statusMessage(answer), /revoked/);
    assert.notEqual((await keysOf()).keys[1]!.revokedAt, null);
    assert.equal(
      (await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': bin.ingestKey })).status,
      200,
    );
  });

  test('what a proxy passed on, and what a foreign page sends, is not from this machine', async () => {
    const host = new URL(server.url).host;
    const post = { method: 'POST', body: otlpJson([{}]) };
    const type = { 'content-type': 'application/json' };
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      const headers = { ...type, host, [header]: '127.0.0.1' };
      assert.equal((await rawHttp(`${server.url}/v1/traces`, { ...post, headers })).status, 401, header);
      assert.equal((await rawHttp(`${server.url}/api/bins/local`, { headers })).status, 404, header);
      const bins = await rawHttp(`${server.url}/api/bins`, { method: 'POST', body: '{}', headers });
      assert.equal(bins.status, 401, header);
    }
    const foreign = { ...type, host, origin: 'https://evil.example' };
    assert.equal((await rawHttp(`${server.url}/v1/traces`, { ...post, headers: foreign })).status, 401);
    assert.equal(
      (await rawHttp(`${server.url}/api/bins`, { method: 'POST', body: '{}', headers: foreign })).status,
      403,
    );
    const own = { ...type, host, origin: `http://${host}` };
    assert.equal((await rawHttp(`${server.url}/v1/traces`, { ...post, headers: own })).status, 200);
  });

  test('a name that was made to point to this machine gets nothing', async () => {
    for (const path of ['/', '/api/bins/local', '/v1/traces', '/metrics']) {
      const method = path === '/v1/traces' ? 'POST' : 'GET';
      const headers = { host: 'rebound.example', 'content-type': 'application/json' };
      const answer = await rawHttp(`${server.url}${path}`, { method, headers });
      assert.equal(answer.status, 421, path);
    }
  });

  test('retention: an hour to 400 days, and readers feel it at once', async () => {
    const patch = (body: unknown) =>
      fetch(`${server.url}/api/bins/${bin.viewToken}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const traceId = newTraceId();
    const startMs = Date.now() - 2 * 3_600_000;
    await postSpans(server.url, otlpJson([{ traceId, startMs }]), { 'x-tracebin-key': bin.ingestKey });
    assert.ok(await has(bin.viewToken, traceId));
    for (const retentionHours of [0, 9_601, 1.5, -1, '7d', null]) {
      assert.equal((await patch({ retentionHours })).status, 400, String(retentionHours));
    }
    assert.equal((await json<BinAnswer>(await patch({ retentionHours: 9_600 }))).retentionHours, 9_600);
    const changed = await patch({ retentionHours: 1, name: 'Kept short' });
    assert.equal(changed.status, 200);
    const answer = await json<BinAnswer>(changed);
    assert.deepEqual([answer.retentionHours, answer.name], [1, 'Kept short']);
    assert.ok(!(await has(bin.viewToken, traceId)));
    const search = await fetch(`${server.url}/api/bins/${bin.viewToken}/traces?from=-3h`);
    assert.ok(!(await json<TracesAnswer>(search)).traceId.includes(traceId));
  });

  test('no secret is ever logged', () => {
    const log = server.stderr();
    assert.match(log, /\/k\/:key\/v1\/traces/);
    for (const secret of [bin.viewToken, bin.ingestKey, server.file.secret]) assert.ok(!log.includes(secret));
  });
});

describe('beyond loopback', () => {
  const secret = 'correct horse battery'.replaceAll(' ', '-');
  let server: CliServer;
  let bin: BinCreated;
  before(async () => {
    server = await startCli(`${folder.path}/public`, ['--host', '0.0.0.0'], {
      env: { TRACEBIN_ADMIN_SECRET: secret },
    });
    bin = await createBin(server.url, { authorization: `Bearer ${secret}` });
  });
  after(async () => assert.equal(await server.stop(), 0));

  test('says where other machines reach it, or the address it was told', async () => {
    // A server says where it is in its store's folder first, and prints it a moment later.
    const printed = ({ stdout }: CliServer) =>
      poll('the banner', () => stdout().includes('OTLP over HTTP') || undefined);
    await printed(server);
    const { port } = new URL(server.url);
    const lines = server.stdout().match(/^ {2}(?:Look|Send| {4}) .*$/gm) ?? [];
    const others = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && !each.internal && each.family === 'IPv4');
    const here = `http://127.0.0.1:${port}`;
    if (others === undefined) assert.match(lines[0] ?? '', new RegExp(`Look +${here}$`));
    else {
      const there = `http://${others.address}:${port}`;
      assert.match(lines[0] ?? '', new RegExp(`Look +${there} +from other machines$`));
      assert.match(lines[1] ?? '', new RegExp(`^ +${here} +from this one$`));
      assert.match(lines[2] ?? '', new RegExp(`Send +${there} +OTLP over HTTP`));
    }

    const flags = ['--host', '0.0.0.0', '--public-url', 'https://traces.example'];
    const told = await startCli(`${folder.path}/told`, flags, { env: { TRACEBIN_ADMIN_SECRET: secret } });
    await printed(told);
    assert.match(told.stdout(), /Look +https:\/\/traces\.example\n {2}Send +https:\/\/traces\.example +OTLP/);
    assert.doesNotMatch(told.stdout(), /from other machines|127\.0\.0\.1/);
    assert.equal(await told.stop(), 0);
  });

  test('does not start without an admin secret, or with a short one', async () => {
    const serve = ['serve', '--port', '0', '--grpc-port', 'off', '--store', `${folder.path}/never`];
    for (const [args, env] of [
      [[...serve, '--host', '0.0.0.0'], {}],
      [[...serve, '--host', '0.0.0.0'], { TRACEBIN_ADMIN_SECRET: 'fifteen-letters' }],
      [[...serve, '--public-url', 'https://apm.example.com'], {}],
    ] as const) {
      const { code, stderr } = await runCli(args, { env });
      assert.equal(code, 1);
      assert.match(stderr, /^tracebin: .*admin secret.*\n {10}\S.*\n$/);
    }
  });

  test('senders without a key are refused, whatever they claim', async () => {
    for (const headers of [{}, { 'x-forwarded-for': '127.0.0.1' }, { 'x-real-ip': '127.0.0.1' }] as Record<
      string,
      string
    >[]) {
      const answer = await postSpans(server.url, otlpJson([{}]), headers);
      assert.equal(answer.status, 401);
      assert.match(await statusMessage(answer), /with a key only/);
    }
    const protobuf = await postSpans(server.url, '', { 'content-type': 'application/x-protobuf' });
    assert.equal(protobuf.status, 401);
    assert.equal(protobuf.headers.get('content-type'), 'application/x-protobuf');
    assert.equal(
      (await postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': bin.ingestKey })).status,
      200,
    );
  });

  test("local is nobody's", async () => {
    assert.equal((await fetch(`${server.url}/api/bins/local`)).status, 404);
    assert.equal((await fetch(`${server.url}/api/bins/${bin.viewToken}`)).status, 200);
  });

  test('bins and metrics need the admin secret', async () => {
    for (const given of [undefined, `${secret}x`, secret.slice(1), bin.viewToken, bin.ingestKey]) {
      const headers: Record<string, string> = given === undefined ? {} : { authorization: `Bearer ${given}` };
      const created = await fetch(`${server.url}/api/bins`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      });
      assert.equal(created.status, 401);
      assert.equal((await fetch(`${server.url}/metrics`, { headers })).status, 401);
    }
    const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${secret}` } });
    assert.equal(metrics.status, 200);
    assert.equal((await fetch(`${server.url}/api/health`)).status, 200);
  });

  test('guessing the secret is slowed down', async () => {
    const guess = () => fetch(`${server.url}/metrics`, { headers: { authorization: 'Bearer wrong' } });
    const answers: Response[] = [];
    for (let attempt = 0; attempt < 15; attempt++) answers.push(await guess());
    const last = answers.at(-1)!;
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get('retry-after')) >= 1);
    assert.equal(
      (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${secret}` } })).status,
      200,
    );
  });

  test('the secret may come out of a file', async () => {
    const { writeFileSync } = await import('node:fs');
    const path = `${folder.path}/secret`;
    writeFileSync(path, `${secret}\n`);
    const other = await startCli(`${folder.path}/from-file`, [
      '--host',
      '0.0.0.0',
      '--admin-secret-file',
      path,
    ]);
    await createBin(other.url, { 'x-tracebin-admin-secret': secret });
    assert.equal(await other.stop(), 0);
  });
});

describe('over gRPC', () => {
  const secret = 'correct-horse-battery';
  let server: CliServer;
  let bin: BinCreated;
  let target: string;
  before(async () => {
    const flags = ['--host', '0.0.0.0', '--grpc-port', '0', '--key-requests-per-second', '2'];
    server = await startCli(`${folder.path}/grpc`, flags, { env: { TRACEBIN_ADMIN_SECRET: secret } });
    bin = await createBin(server.url, { authorization: `Bearer ${secret}` });
    const { doors } = await poll('both doors', async () => {
      const answer = await json<BinAnswer>(await fetch(`${server.url}/api/bins/${bin.viewToken}`));
      return answer.doors.length === 2 ? answer : undefined;
    });
    target = `127.0.0.1:${doors[1]!.port}`;
  });
  after(async () => assert.equal(await server.stop(), 0));

  test('the same keys count', async () => {
    assert.equal(await exportOverGrpc(target, {}), GrpcStatus.UNAUTHENTICATED);
    assert.equal(
      await exportOverGrpc(target, { 'x-forwarded-for': '127.0.0.1' }),
      GrpcStatus.UNAUTHENTICATED,
    );
    assert.equal(
      await exportOverGrpc(target, { 'x-tracebin-key': 'tb_k_wrong' }),
      GrpcStatus.UNAUTHENTICATED,
    );
    assert.equal(
      await exportOverGrpc(target, { 'x-tracebin-key': bin.viewToken }),
      GrpcStatus.PERMISSION_DENIED,
    );
    assert.equal(await exportOverGrpc(target, { authorization: `Bearer ${bin.ingestKey}` }), GrpcStatus.OK);
  });

  test('and the same limits', async () => {
    const { ingestKey } = await createBin(server.url, { authorization: `Bearer ${secret}` });
    const calls = Array.from({ length: 12 }, () => exportOverGrpc(target, { 'x-tracebin-key': ingestKey }));
    const codes = await Promise.all(calls);
    assert.ok(codes.includes(GrpcStatus.OK), codes.join());
    assert.ok(codes.includes(GrpcStatus.UNAVAILABLE), codes.join());
    assert.ok(
      codes.every((code) => code === GrpcStatus.OK || code === GrpcStatus.UNAVAILABLE),
      codes.join(),
    );
  });
});

describe('limits of a key', () => {
  let server: CliServer;
  before(async () => {
    const flags = ['--key-requests-per-second', '2', '--max-body-bytes', '2000'];
    server = await startCli(`${folder.path}/limits`, flags);
  });
  after(async () => assert.equal(await server.stop(), 0));

  const bodyOf = (bytes: number) => {
    const empty = otlpJson([{ name: '' }]);
    return otlpJson([{ name: 'x'.repeat(bytes - empty.length) }]);
  };

  test('the largest body is taken, one byte more is not, with and without a length', async () => {
    const { ingestKey } = await createBin(server.url);
    const headers = { 'x-tracebin-key': ingestKey };
    assert.equal(Buffer.byteLength(bodyOf(2_000)), 2_000);
    assert.equal((await postSpans(server.url, bodyOf(2_000), headers)).status, 200);
    const tooLarge = await postSpans(server.url, bodyOf(2_001), headers);
    assert.equal(tooLarge.status, 413);
    assert.match(await statusMessage(tooLarge), /2000 bytes/);
    const sendChunked = (bytes: number) =>
      fetch(`${server.url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: new Blob([bodyOf(bytes)]).stream(),
        duplex: 'half',
      } as RequestInit);
    assert.equal((await sendChunked(2_000)).status, 200);
    assert.equal((await sendChunked(2_001)).status, 413);
  });

  test('a sender that is still writing a body far too large reads the refusal, not a broken pipe', async () => {
    const { ingestKey } = await createBin(server.url);
    const body = Buffer.alloc(40_000_000, 0x20);
    const answers = [];
    for (const framing of ['content-length', 'transfer-encoding']) {
      for (let round = 0; round < 4; round++) {
        const headers = {
          'content-type': 'application/json',
          'x-tracebin-key': ingestKey,
          [framing]: framing === 'content-length' ? String(body.length) : 'chunked',
        };
        answers.push(await rawHttp(`${server.url}/v1/traces`, { method: 'POST', headers, body }));
      }
    }
    for (const { status } of answers) assert.ok(status === 413 || status === 429, String(status));
    assert.ok(answers.some(({ status }) => status === 413));
  });

  test('too many requests are told when to come back; other keys do not suffer', async () => {
    const [busy, calm] = [await createBin(server.url), await createBin(server.url)];
    const send = ({ ingestKey }: BinCreated) =>
      postSpans(server.url, otlpJson([{}]), { 'x-tracebin-key': ingestKey });
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(busy)));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 1, 'none was refused');
    assert.ok(answers.some(({ status }) => status === 200));
    assert.ok(Number(refused[0]!.headers.get('retry-after')) >= 1);
    assert.equal((await send(calm)).status, 200);
    const { refusals } = await json<BinAnswer>(await fetch(`${server.url}/api/bins/${busy.viewToken}`));
    assert.deepEqual(
      refusals.map(({ code, count }) => [code, count]),
      [['rate-limited', refused.length]],
    );
    const others = await json<BinAnswer>(await fetch(`${server.url}/api/bins/${calm.viewToken}`));
    assert.deepEqual(others.refusals, []);
  });
});
