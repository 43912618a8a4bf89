import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StartError } from '../../errors.ts';
import { makeStoreDirectory } from './store-directory.ts';

/** Somebody who is not the superuser, to whom nothing is forbidden. */
const NOBODY = 65_534;

describe('makeStoreDirectory', () => {
  let folder: string;
  const at = (...names: string[]) => join(folder, ...names);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracebin-directory-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const refuses = (path: string, reason: RegExp) =>
    assert.throws(
      () => makeStoreDirectory(path),
      (error: unknown) => {
        assert.ok(error instanceof StartError);
        assert.equal(error.code, 'store-unreadable');
        assert.match(error.message, reason);
        assert.doesNotMatch(error.message, /\n/);
        assert.ok(error.message.length < 500);
        return true;
      },
    );

  it('makes it with all above it, for this user alone, and takes one that is there', () => {
    makeStoreDirectory(at('a', 'b', 'c'));
    assert.equal(statSync(at('a', 'b', 'c')).mode & 0o777, 0o700);
    makeStoreDirectory(at('a', 'b', 'c'));
    symlinkSync(at('a'), at('link'));
    makeStoreDirectory(at('link', 'd'));
    assert.ok(statSync(at('a', 'd')).isDirectory());
  });

  it('comes back where the system takes no folders', { skip: process.platform !== 'linux' }, () => {
    refuses('/proc/x', /no folder can be made in \/proc$/);
    refuses('/proc/x/y/z', /no folder can be made in \/proc$/);
  });

  it('names the file that is in the way', () => {
    writeFileSync(at('file'), '');
    refuses(at('file'), /file is not a folder$/);
    refuses(at('file', 'below', 'it'), /file is not a folder$/);
    symlinkSync(at('nothing'), at('nowhere'));
    refuses(at('nowhere'), /EEXIST/);
    symlinkSync(at('ring'), at('ring'));
    refuses(at('ring'), /leads to itself$/);
  });

  it('says that a name is too long', () => {
    refuses(at('x'.repeat(300)), /name is too long/);
    refuses(at('y'.repeat(300), 'z'), /name is too long/);
    refuses(at('w'.repeat(10_000)), /name is too long/);
  });

  it('says who may not write, and where', () => {
    mkdirSync(at('closed'));
    mkdirSync(at('closed', 'store'));
    chmodSync(at('closed'), 0o555);
    chmodSync(at('closed', 'store'), 0o555);
    chmodSync(folder, 0o755);
    const user = process.geteuid?.();
    if (user === 0) process.seteuid?.(NOBODY);
    try {
      refuses(at('closed', 'new', 'store'), /may not write to .*closed$/);
      // What is asked about a folder that is there counts for the user who started the process.
      if (user !== 0) refuses(at('closed', 'store'), /may not write to .*store$/);
    } finally {
      if (user === 0) process.seteuid?.(0);
    }
  });
});
