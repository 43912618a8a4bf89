import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

function postgresFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('scruffy-postgres-'));
}

const skip = existsSync('/proc/self/cmdline') ? false : 'needs /proc to look for processes';

describe('all of Scruffy', { skip }, () => {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`leaves nothing behind after ${signal}`, async () => {
      const foldersBefore = postgresFolders();
      const scruffy = await startScruffy({ WATCH: 'none' }, ['--rate', '8']);
      const mine = postgresFolders().filter((name) => !foldersBefore.includes(name));
      assert.ok(mine.length >= 1);
      // Postgres, web application and traffic name one of these in their command line.
      const marks = [...mine, scruffy.url];
      const left = () => marks.flatMap((mark) => processesWith(mark));
      assert.ok(left().length >= 2);
      assert.equal(await scruffy.stop(signal), signal === 'SIGKILL' ? null : 0);
      await poll('the end of every process', () => (left().length === 0 ? true : undefined));
      await poll('the removal of its folder', () =>
        postgresFolders().some((name) => mine.includes(name)) ? undefined : true,
      );
    });
  }
});
