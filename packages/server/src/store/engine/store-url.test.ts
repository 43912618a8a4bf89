import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseClusterUrl } from './store-url.ts';

describe('address of a cluster', () => {
  it('is read with its defaults', () => {
    assert.deepEqual(parseClusterUrl('clickhouse://db.example'), {
      httpUrl: 'http://db.example:8123',
      user: 'default',
      password: '',
      database: 'default',
      cluster: undefined,
      quorum: undefined,
    });
  });

  it('is read in full', () => {
    assert.deepEqual(
      parseClusterUrl(
        'clickhouse://tracer:p%40ss%2Fword@db.example:9000/traces?cluster=main&secure=1&quorum=auto',
      ),
      {
        httpUrl: 'https://db.example:9000',
        user: 'tracer',
        password: 'p@ss/word',
        database: 'traces',
        cluster: 'main',
        quorum: 'auto',
      },
    );
    assert.equal(parseClusterUrl('clickhouse://h?secure=1').httpUrl, 'https://h:8443');
    assert.equal(parseClusterUrl('clickhouse://h?secure=0').httpUrl, 'http://h:8123');
  });

  for (const wrong of [
    'clickhouse://',
    'clickhouse://h:99999',
    'clickhouse://h/a?clutser=main',
    "clickhouse://h/a?cluster=main'",
    'clickhouse://h/a%27b',
    'clickhouse://h?quorum=most',
  ]) {
    it(`refuses ${wrong}`, () => {
      assert.throws(() => parseClusterUrl(wrong), { code: 'store-url', name: 'StartError' });
    });
  }

  it('never shows the password in an error', () => {
    for (const wrong of ['clickhouse://u:s3cret@h:99999', 'clickhouse://u:s3cret@h?nonsense=1']) {
      assert.throws(
        () => parseClusterUrl(wrong),
        (error: Error) => !`${error.message}${error.stack}`.includes('s3cret'),
      );
    }
  });
});
