/** The machine, and the container where it has limits. */
import { freemem, loadavg, totalmem } from 'node:os';
import { contentOf, readContainer } from './container-readings.ts';
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
