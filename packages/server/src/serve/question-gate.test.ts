import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QuestionGate } from './question-gate.ts';

const stays = new AbortController().signal;

test('so many at a time, the others in the order they came, and who goes gives up the place', async () => {
  const gate = new QuestionGate({ maxRunning: 2, maxWaiting: 2 });
  const done: string[] = [];
  const [first, second] = [await gate.enter(stays), await gate.enter(stays)];
  const tab = new AbortController();
  const third = gate.enter(tab.signal);
  const fourth = gate.enter(stays).then((leave) => {
    done.push('fourth');
    return leave;
  });
  await assert.rejects(gate.enter(stays), { code: 'overloaded', status: 503 });
  tab.abort();
  await assert.rejects(third, { code: 'query-aborted' });
  assert.equal(done.length, 0);
  first();
  first();
  const leave = await fourth;
  const fifth = gate.enter(stays).then((next) => {
    done.push('fifth');
    return next;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(done.join(), 'fourth');
  second();
  (await fifth)();
  leave();
  const [again, andAgain] = [await gate.enter(stays), await gate.enter(stays)];
  again();
  andAgain();
});
