import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Measurement } from '../send/encode-metrics.ts';
import { readContainer } from './container-readings.ts';
import { Report } from './report.ts';

const MB = 1024 * 1024;
const UNLIMITED_V1 = '9223372036854771712\n';

/** @param files as they are below `/`, with what is in them */
function readings(files: Record<string, string>): Record<string, number> {
  const root = mkdtempSync(join(tmpdir(), 'tracebin-cgroup-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    const found: Measurement[] = [];
    readContainer(new Report((measurement) => found.push(measurement)), root);
    return Object.fromEntries(found.map(({ name, value }) => [name, value]));
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('cgroup v2: a container that sees itself as the outermost group', () => {
  assert.deepEqual(
    readings({
      'proc/self/cgroup': '0::/\n',
      'sys/fs/cgroup/memory.max': `${512 * MB}\n`,
      'sys/fs/cgroup/memory.current': `${100 * MB}\n`,
      'sys/fs/cgroup/cpu.max': '150000 100000\n',
      'sys/fs/cgroup/cpu.stat': 'usage_usec 5\nnr_throttled 2\nthrottled_usec 2500000\n',
    }),
    {
      'container.memory.limit': 512 * MB,
      'container.memory.usage': 100 * MB,
      'container.cpu.limit': 1.5,
      'container.cpu.throttled.time': 2.5,
    },
  );
});

test('cgroup v2: a service, where the group around it is tighter', () => {
  const found = readings({
    'proc/self/cgroup': '0::/shop.slice/app.service\n',
    'sys/fs/cgroup/shop.slice/app.service/memory.max': 'max\n',
    'sys/fs/cgroup/shop.slice/app.service/memory.current': `${10 * MB}\n`,
    'sys/fs/cgroup/shop.slice/app.service/cpu.max': '200000 100000\n',
    'sys/fs/cgroup/shop.slice/memory.max': `${256 * MB}\n`,
    'sys/fs/cgroup/shop.slice/memory.current': `${90 * MB}\n`,
    'sys/fs/cgroup/shop.slice/cpu.max': '50000 100000\n',
  });
  assert.deepEqual(found, {
    'container.memory.limit': 256 * MB,
    'container.memory.usage': 90 * MB,
    'container.cpu.limit': 0.5,
  });
});

test('cgroup v1: by controller, under a path that exists on the host only', () => {
  assert.deepEqual(
    readings({
      'proc/self/cgroup': '9:memory:/docker/4a1\n7:cpu,cpuacct:/docker/4a1\n0::/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': `${128 * MB}\n`,
      'sys/fs/cgroup/memory/memory.usage_in_bytes': `${64 * MB}\n`,
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '25000\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpu/cpu.stat': 'nr_periods 9\nnr_throttled 3\nthrottled_time 1500000000\n',
    }),
    {
      'container.memory.limit': 128 * MB,
      'container.memory.usage': 64 * MB,
      'container.cpu.limit': 0.25,
      'container.cpu.throttled.time': 1.5,
    },
  );
});

test('no limit, or one above what the machine has, is not mentioned', () => {
  assert.deepEqual(readings({}), {});
  assert.deepEqual(
    readings({
      'proc/self/cgroup': '9:memory:/\n7:cpu:/\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': UNLIMITED_V1,
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    }),
    {},
  );
  const ofMemory = (limit: number) =>
    readings({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': String(limit) });
  assert.deepEqual(ofMemory(totalmem()), {});
  assert.deepEqual(ofMemory(totalmem() - 1), { 'container.memory.limit': totalmem() - 1 });
});
