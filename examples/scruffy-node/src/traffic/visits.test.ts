import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SeededRandom } from '../db/seeded-random.ts';
import { pickUser, pickVisit } from './visits.ts';

const DRAWS = 5_000;

it('makes the same choices from the same seed, others from another', () => {
  const choices = (seed: number) => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 200 }, () => [pickVisit(random), pickUser(random)]);
  };
  assert.deepEqual(choices(7), choices(7));
  assert.notDeepEqual(choices(7), choices(8));
});

it('has few people do most of the work, and all of them some', () => {
  const random = new SeededRandom(7);
  const visits = new Map<number, number>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const user = pickUser(random);
    visits.set(user, (visits.get(user) ?? 0) + 1);
  }
  const most = [...visits.values()].sort((a, b) => b - a);
  const topFive = most.slice(0, 5).reduce((sum, count) => sum + count, 0);
  assert.ok(topFive > DRAWS / 2, `${topFive} of ${DRAWS}`);
  assert.equal(visits.size, 96);
});
