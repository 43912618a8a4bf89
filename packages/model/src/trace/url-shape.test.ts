import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { urlShape } from './url-shape.ts';

describe('the shape of a URL', () => {
  const cases: [string, string | undefined][] = [
    ['https://rates.example/api/v2/spots/47?day=1#top', 'https://rates.example/api/v2/spots/?'],
    ['https://ann:p@ss@rates.example:8443/', 'https://rates.example:8443/'],
    ['http://10.1.2.3:8080/weeks/2026', 'http://?:8080/weeks/?'],
    ['http://[fd00::17]:8080/weeks', 'http://?:8080/weeks'],
    ['http://127.0.0.1:8080/weeks', 'http://127.0.0.1:8080/weeks'],
    ['http://1.example/a', 'http://1.example/a'],
    ['http://h/3f2504e0-4f89-11d3-9a0c-0305e82c3301/x', 'http://h/?/x'],
    ['http://h/deadbeef/decade/cafe12/0badcafe', 'http://h/deadbeef/decade/cafe12/?'],
    ['http://h', 'http://h'],
    ['grpc.health.v1.Health/Check', undefined],
    ['/weeks/47', undefined],
    ['', undefined],
  ];
  for (const [url, shape] of cases) it(JSON.stringify(url), () => assert.equal(urlShape(url), shape));
});
