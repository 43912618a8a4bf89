/** Where to look and where to send, printed when the server listens. */
import type { RunningServer } from '../serve/start-server.ts';

/** @param store for people; never with a password */
export function banner(server: RunningServer, version: string, store: string): string {
  const { networkUrl } = server;
  const lines: [string, string][] =
    networkUrl === undefined
      ? [['Look', lookUrl(server)]]
      : [
          ['Look', `${networkUrl.padEnd(28)} from other machines`],
          ['', `${server.address.padEnd(28)} from this one`],
        ];
  const address = networkUrl ?? server.address;
  const { hostname } = new URL(address);
  for (const { port, speaks, state } of server.doors.list()) {
    const where = speaks.startsWith('OTLP over HTTP') ? address : `${hostname}:${port}`;
    if (state === 'ready') lines.push(['Send', `${where.padEnd(28)} ${speaks}`]);
    if (state === 'busy')
      lines.push(['', `${where.padEnd(28)} ${speaks}: the port is in use by another program`]);
  }
  lines.push(['Keep', store]);
  const body = lines.map(([name, value]) => `  ${name.padEnd(5)} ${value}`).join('\n');
  const keys = server.public
    ? 'Senders need the key of a bin: POST /api/bins with the admin secret, or "tracebin bin create", makes one.'
    : 'Any OpenTelemetry SDK on this machine finds it without configuration. Ctrl-C stops.';
  return `\nTracebin ${version}\n\n${body}\n\n  ${keys}\n\n`;
}

function lookUrl(server: RunningServer): string {
  return server.public ? server.address : `${server.address}/b/local`;
}
