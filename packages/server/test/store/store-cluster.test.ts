import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openEngine } from '../../src/store/index.ts';
import { type HttpFace, startHttpFace } from '../http-face/http-face.ts';
import { describeStore } from './store-suite.ts';

describeStore('over HTTP', async () => {
  const face = await startHttpFace();
  const engine = await openEngine(face.storeUrl);
  return {
    engine,
    close: async () => {
      await engine.close();
      await face.close();
    },
  };
});

describe('opening a store over HTTP', () => {
  let face: HttpFace;
  before(async () => {
    face = await startHttpFace();
  });
  after(() => face.close());

  it('says that nobody answers, and never the password', async () => {
    await assert.rejects(
      openEngine('clickhouse://user:s3cret@127.0.0.1:9/db'),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'store-unreachable');
        assert.doesNotMatch(JSON.stringify(error) + error.message + String(error.stack), /s3cret/);
        return true;
      },
    );
  });

  it('says that the password is wrong', async () => {
    await assert.rejects(openEngine(face.storeUrl.replace(/:[^:@]*@/, ':wrong@')), {
      code: 'store-unreachable',
      message: /Authentication failed/,
    });
  });
});
