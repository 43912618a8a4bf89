import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CodePlace } from '../record/transaction.ts';
import { findCodePlace } from './code-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracebin-place-'));
const load = createRequire(import.meta.url);
process.setSourceMapsEnabled(true);
after(() => {
  process.setSourceMapsEnabled(false);
  rmSync(folder, { recursive: true });
});

/** Where a function is called from whose file says that it was made of `source`: its third line of that one's ninth. */
function placeIn(name: string, source: string): CodePlace | null {
  const map = { version: 3, sources: [source], names: [], mappings: ';;AAQA' };
  const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
  const file = join(folder, `${name}.cjs`);
  writeFileSync(file, `exports.ask = (find) => {\n\nreturn find();\n};\n//# sourceMappingURL=${inline}\n`);
  return (load(file) as { ask(find: () => CodePlace | null): CodePlace | null }).ask(() => findCodePlace());
}

test('the file that a source map names, relative, whole, or of a bundler', () => {
  for (const [source, file] of [
    ['week.ts', join(folder, 'week.ts')],
    [`file://${folder}/days.ts`, join(folder, 'days.ts')],
    ['webpack://shop/./src/api/week.ts', /src\/api\/week\.ts$/],
  ] as const) {
    const place = placeIn(`of-${source.length}`, source);
    assert.equal(place?.line, 9, source);
    if (typeof file === 'string') assert.equal(place?.file, file);
    else assert.match(String(place?.file), file);
  }
});

test('where a source map names what no file can be, the place is that in the file which runs', () => {
  const place = placeIn('elsewhere', 'file://elsewhere/week.ts');
  assert.deepEqual([place?.file, place?.line], [join(folder, 'elsewhere.cjs'), 3]);
});
