import assert from 'node:assert/strict';
import { it } from 'node:test';
import { binTokenIn } from './bin-token.ts';

it('finds the token in what is pasted', () => {
  const cases: [string, string | undefined][] = [
    ['tb_v_JKlE1qYrONm0', 'tb_v_JKlE1qYrONm0'],
    ['  local ', 'local'],
    ['http://127.0.0.1:4318/b/tb_v_x', 'tb_v_x'],
    ['https://apm.example/b/tb_v_x/traces?errors=1#top', 'tb_v_x'],
    ['/b/a%2Fb', 'a/b'],
    ['/b/%E0%A4%A', '%E0%A4%A'],
    ['', undefined],
    ['two words', undefined],
    ['https://apm.example/', undefined],
  ];
  for (const [text, token] of cases) assert.equal(binTokenIn(text), token, text);
});
