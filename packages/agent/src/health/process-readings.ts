/** CPU, memory, heap, handles and files of this process. */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { getHeapSpaceStatistics } from 'node:v8';
import type { Report } from './report.ts';

export function readProcess(report: Report): void {
  const { user, system } = process.cpuUsage();
  report.counter('process.cpu.time', 's', user / 1e6, { 'cpu.mode': 'user' });
  report.counter('process.cpu.time', 's', system / 1e6, { 'cpu.mode': 'system' });
  const memory = process.memoryUsage();
  report.amount('process.memory.usage', 'By', memory.rss);
  report.amount('nodejs.memory.external', 'By', memory.external);
  report.amount('nodejs.memory.array_buffers', 'By', memory.arrayBuffers);
  for (const space of getHeapSpaceStatistics()) {
    const attributes = { 'v8js.heap.space.name': space.space_name };
    report.amount('v8js.memory.heap.used', 'By', space.space_used_size, attributes);
    report.amount('v8js.memory.heap.limit', 'By', space.space_size, attributes);
    report.amount('v8js.memory.heap.space.available_size', 'By', space.space_available_size, attributes);
    report.amount('v8js.memory.heap.space.physical_size', 'By', space.physical_space_size, attributes);
  }
  report.gauge('process.uptime', 's', process.uptime());
  report.amount('nodejs.active_handles', '{handle}', process.getActiveResourcesInfo().length);
  const usage = process.resourceUsage();
  report.counter('process.context_switches', '{context_switch}', usage.voluntaryContextSwitches, {
    'process.context_switch.type': 'voluntary',
  });
  report.counter('process.context_switches', '{context_switch}', usage.involuntaryContextSwitches, {
    'process.context_switch.type': 'involuntary',
  });
  report.counter('process.paging.faults', '{fault}', usage.majorPageFault, {
    'system.paging.fault.type': 'major',
  });
  report.counter('process.disk.operations', '{operation}', usage.fsRead, { 'disk.io.direction': 'read' });
  report.counter('process.disk.operations', '{operation}', usage.fsWrite, { 'disk.io.direction': 'write' });
  if (process.platform === 'linux')
    report.amount('process.unix.file_descriptor.count', '{file_descriptor}', openFiles());
  report.amount('system.cpu.logical.count', '{cpu}', availableParallelism());
}

/** The folder's own descriptor is among them while it is read. */
function openFiles(): number {
  return readdirSync('/proc/self/fd').length - 1;
}
