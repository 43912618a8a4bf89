import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { poll } from './poll.ts';
import { startScruffy } from './running-scruffy.ts';

/** Command lines of the processes that belong to this Postgres folder or this Scruffy. */
function processesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(text));
}

function postgresFolders(place: string): string[] {
  return readdirSync(place).filter((name) => name.startsWith('scruffy-postgres-'));
}

const skip = existsSync('/proc/self/cmdline') ? false : 'needs /proc to look for processes';

describe('all of Scruffy', { skip }, () => {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`leaves nothing behind after ${signal}`, async (t) => {
      // Other tests start a Scruffy too, at the same time.
      const place = mkdtempSync(join(tmpdir(), 'scruffy-start-'));
      // As /tmp is: started by root, Postgres runs as another user, who makes and removes.
      chmodSync(place, 0o1777);
      t.after(() => rmSync(place, { recursive: true, force: true }));
      const scruffy = await startScruffy({ WATCH: 'none', TMPDIR: place }, ['--rate', '8']);
      const mine = postgresFolders(place);
      assert.equal(mine.length, 1);
      // Postgres, web application and traffic name one of these in their command line.
      const marks = [...mine, scruffy.url];
      const left = () => marks.flatMap((mark) => processesWith(mark));
      assert.ok(left().length >= 2);
      assert.equal(await scruffy.stop(signal), signal === 'SIGKILL' ? null : 0);
      await poll('the end of every process', () => (left().length === 0 ? true : undefined));
      await poll('the removal of its folder', () => (postgresFolders(place).length === 0 ? true : undefined));
    });
  }
});
