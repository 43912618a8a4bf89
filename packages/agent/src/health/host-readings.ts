/** The machine, and the container where its limits are tighter than the machine's. */
import { readFileSync } from 'node:fs';
import { freemem, loadavg, totalmem } from 'node:os';
import type { Report } from './report.ts';

export function readHost(report: Report): void {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  report.gauge('system.cpu.load_average.1m', '{thread}', one);
  report.gauge('system.cpu.load_average.5m', '{thread}', five);
  report.gauge('system.cpu.load_average.15m', '{thread}', fifteen);
  report.amount('system.memory.limit', 'By', totalmem());
  report.amount('system.memory.usage', 'By', totalmem() - freemem(), { 'system.memory.state': 'used' });
  report.amount('system.memory.usage', 'By', freemem(), { 'system.memory.state': 'free' });
  if (process.platform === 'linux') {
    readNetwork(report);
    readContainer(report);
  }
}

/** Interfaces beyond so many say nothing that anybody reads. */
const MAX_INTERFACES = 8;

/** `/proc/net/dev`: name, then 8 numbers for what came in and 8 for what went out; bytes first. */
function readNetwork(report: Report): void {
  const lines = contentOf('/proc/net/dev')?.split('\n').slice(2) ?? [];
  let shown = 0;
  for (const line of lines) {
    const [name = '', ...numbers] = line.trim().split(/[:\s]+/);
    if (name === '' || name === 'lo' || shown++ >= MAX_INTERFACES) continue;
    for (const [direction, bytes] of [
      ['receive', numbers[0]],
      ['transmit', numbers[8]],
    ] as const)
      report.counter('system.network.io', 'By', Number(bytes), {
        'network.interface.name': name,
        'network.io.direction': direction,
      });
  }
}

/** Limits above this are how cgroup v1 says that there is none. */
const NO_LIMIT = 2 ** 60;

/** cgroup v2, then v1; nothing is said where there is no limit. */
function readContainer(report: Report): void {
  const memoryLimit = numberOf('/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes');
  if (memoryLimit !== undefined && memoryLimit < Math.min(NO_LIMIT, totalmem())) {
    report.amount('container.memory.limit', 'By', memoryLimit);
    const used = numberOf('/sys/fs/cgroup/memory.current', '/sys/fs/cgroup/memory/memory.usage_in_bytes');
    if (used !== undefined) report.amount('container.memory.usage', 'By', used);
  }
  const cpus = cpuLimit();
  if (cpus !== undefined) report.amount('container.cpu.limit', '{cpu}', cpus);
  const throttled = /^throttled_usec (\d+)/m.exec(contentOf('/sys/fs/cgroup/cpu.stat') ?? '')?.[1];
  if (cpus !== undefined && throttled !== undefined)
    report.counter('container.cpu.throttled.time', 's', Number(throttled) / 1e6);
}

/** Quota by period: `200000 100000` are two CPUs; `max 100000` is no limit. */
function cpuLimit(): number | undefined {
  const [quota, period] = contentOf('/sys/fs/cgroup/cpu.max')?.trim().split(' ') ?? [
    contentOf('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    contentOf('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  ];
  const cpus = Number(quota) / Number(period);
  return cpus > 0 && Number.isFinite(cpus) ? cpus : undefined;
}

function numberOf(...files: string[]): number | undefined {
  for (const file of files) {
    const number = Number(contentOf(file)?.trim() || Number.NaN);
    if (Number.isFinite(number)) return number;
  }
  return undefined;
}

/** These files are memory of the kernel: read in microseconds, and so at once. */
function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
