/**
 * Limits of the control group that the process is in (cgroup v2, and v1), as containers and service managers set them: of the
 * groups from its own up to the outermost that it can see, the tightest counts. Nothing is said where there is no limit.
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from './report.ts';

/** Limits above this are how v1 says that there is none. */
const NO_LIMIT = 2 ** 60;

/** @param root where `/proc` and `/sys` are; another one in tests */
export function readContainer(report: Report, root = '/'): void {
  const memory = tightest(groupsOf(root, 'memory'), memoryLimit);
  if (memory && memory.limit < Math.min(NO_LIMIT, totalmem())) {
    report.amount('container.memory.limit', 'By', memory.limit);
    const used = numberIn(memory.group, 'memory.current', 'memory.usage_in_bytes');
    if (used !== undefined) report.amount('container.memory.usage', 'By', used);
  }
  const cpu = tightest(groupsOf(root, 'cpu'), cpuLimit);
  if (cpu === undefined) return;
  report.amount('container.cpu.limit', '{cpu}', cpu.limit);
  const statistics = contentOf(join(cpu.group, 'cpu.stat')) ?? '';
  const [, unit, throttled] = /^throttled_(usec|time) (\d+)/m.exec(statistics) ?? [];
  if (throttled !== undefined)
    report.counter('container.cpu.throttled.time', 's', Number(throttled) / (unit === 'usec' ? 1e6 : 1e9));
}

/**
 * Folders of the group and of those around it. `/proc/self/cgroup` has a line a hierarchy: `0::/path` for v2,
 * `4:memory:/path` for v1. Inside of a container the path may be that on the host: then only the outermost exists.
 */
function groupsOf(root: string, controller: string): string[] {
  const lines = contentOf(join(root, 'proc/self/cgroup'))?.trim().split('\n') ?? [];
  const mounted = join(root, 'sys/fs/cgroup');
  for (const line of lines) {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers.split(',').includes(controller)) return upTo(join(mounted, controller), path);
  }
  const path = lines.find((line) => line.startsWith('0::'))?.slice(3) ?? '/';
  return upTo(mounted, path);
}

function upTo(outermost: string, path: string): string[] {
  const groups = [outermost];
  for (let own = join('/', path); own !== '/'; own = dirname(own)) groups.push(join(outermost, own));
  return groups;
}

function tightest(
  groups: readonly string[],
  limitOf: (group: string) => number | undefined,
): { group: string; limit: number } | undefined {
  let found: { group: string; limit: number } | undefined;
  for (const group of groups) {
    const limit = limitOf(group);
    if (limit !== undefined && (found === undefined || limit < found.limit)) found = { group, limit };
  }
  return found;
}

function memoryLimit(group: string): number | undefined {
  return numberIn(group, 'memory.max', 'memory.limit_in_bytes');
}

/** Quota by period: `200000 100000` are two CPUs; `max 100000`, or -1, is no limit. */
function cpuLimit(group: string): number | undefined {
  const [quota, period] = contentOf(join(group, 'cpu.max'))?.trim().split(' ') ?? [
    contentOf(join(group, 'cpu.cfs_quota_us')),
    contentOf(join(group, 'cpu.cfs_period_us')),
  ];
  const cpus = Number(quota) / Number(period);
  return cpus > 0 && Number.isFinite(cpus) ? cpus : undefined;
}

function numberIn(group: string, ...files: string[]): number | undefined {
  for (const file of files) {
    const number = Number(contentOf(join(group, file))?.trim() || Number.NaN);
    if (Number.isFinite(number)) return number;
  }
  return undefined;
}

/** These files are memory of the kernel: read in microseconds, and so at once. */
export function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
