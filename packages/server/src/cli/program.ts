/**
 * All commands and flags. Every flag has a variable of the same name: `--grpc-port` is `TRACEBIN_GRPC_PORT`. What a
 * command needs is loaded when it runs, so that help and mistakes are answered at once.
 */
import { Argument, Command, Option } from 'commander';
import {
  DEFAULT_DERIVE_AFTER_MS,
  DEFAULT_DERIVE_MAX_WAIT_MS,
  DEFAULT_GRPC_PORT,
  DEFAULT_HTTP_PORT,
  DEFAULT_QUESTION_TIMEOUT_MS,
  DEFAULT_SENDER_LIMITS,
  LOG_LEVELS,
} from '../serve/serve-options.ts';
import * as values from './flag-values.ts';
import { VERSION } from './version.ts';

function flag(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.env(`TRACEBIN_${option.attributeName().replace(/[A-Z]/g, '_$&').toUpperCase()}`);
}

const storeFlag = () =>
  flag(
    '--store <place>',
    'folder of the embedded store, or clickhouse://user:password@host:8123/db?cluster=name',
  )
    .argParser(values.storePlace)
    .default(values.DEFAULT_STORE, '~/.tracebin/store');

function addServerFlags(command: Command): Command {
  return command
    .addOption(
      flag('--host <address>', 'address to listen on; any but 127.0.0.1 needs an admin secret')
        .argParser(values.host)
        .default('127.0.0.1'),
    )
    .addOption(
      flag('--port <number>', 'HTTP: pages, API and senders; 0 for any free one')
        .argParser(values.port)
        .default(DEFAULT_HTTP_PORT),
    )
    .addOption(
      flag('--grpc-port <number>', 'OTLP over gRPC, or "off"')
        .argParser(values.portOrOff)
        .default(DEFAULT_GRPC_PORT),
    )
    .addOption(storeFlag())
    .addOption(
      flag(
        '--public-url <url>',
        'where people and senders reach the server, behind a proxy or by a name',
      ).argParser(values.publicUrl),
    )
    .addOption(
      flag(
        '--admin-secret-file <path>',
        'file with the admin secret; or put it into TRACEBIN_ADMIN_SECRET',
      ).argParser(values.secretFromFile),
    )
    .addOption(
      flag('--log-level <level>', 'how much is logged')
        .choices([...LOG_LEVELS])
        .default('info'),
    )
    .addOption(
      flag('--log-format <format>', 'log lines for people or for programs')
        .choices(['pretty', 'json'])
        .default(process.stderr.isTTY ? 'pretty' : 'json', 'pretty on a terminal, else json'),
    )
    .addOption(
      flag('--key-requests-per-second <count>', 'what each ingest key may send; 0 for no limit')
        .argParser(values.count)
        .default(DEFAULT_SENDER_LIMITS.requestsPerSecond),
    )
    .addOption(
      flag('--key-bytes-per-second <bytes>', 'what each ingest key may send; 0 for no limit')
        .argParser(values.bytes)
        .default(DEFAULT_SENDER_LIMITS.bytesPerSecond, '256M'),
    )
    .addOption(
      flag('--max-body-bytes <bytes>', 'largest body of a sender; 0 leaves it to the protocols')
        .argParser(values.bytes)
        .default(DEFAULT_SENDER_LIMITS.maxBodyBytes, '64M'),
    )
    .addOption(
      flag(
        '--max-backlog-bytes <bytes>',
        'what may wait for its commit before senders are told to come back',
      ).argParser(values.bytes),
    )
    .addOption(
      flag('--derive <time>', 'how long a trace must be quiet before it is worked up for the pages, or "off"')
        .argParser(values.quietTimeOrOff)
        .default(DEFAULT_DERIVE_AFTER_MS, '5s'),
    )
    .addOption(
      flag('--derive-max-wait <time>', 'how long traces wait at most while senders bring more than is stored')
        .argParser(values.waitTime)
        .default(DEFAULT_DERIVE_MAX_WAIT_MS, '10m'),
    )
    .addOption(
      flag(
        '--derive-share <part>',
        'of several servers on one cluster each works up a part: 1/2 and 2/2; needed with clickhouse://',
      ).argParser(values.share),
    )
    .addOption(
      flag(
        '--question-timeout <time>',
        'what a question may take; what is not read by then is missing and named',
      )
        .argParser(values.questionTime)
        .default(DEFAULT_QUESTION_TIMEOUT_MS, '30s'),
    )
    .addOption(
      flag(
        '--question-memory <bytes>',
        'memory of a statement of a question, two of which run at a time',
      ).argParser(values.questionMemory),
    );
}

export function createProgram(): Command {
  const program = new Command('tracebin')
    .description('Application performance monitoring that starts with one command and finds the cause.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .enablePositionalOptions();

  addServerFlags(program.command('serve', { isDefault: true }))
    .description('start the server (the default command)')
    .action(async (flags) => (await import('./serve-command.ts')).serve(flags));

  addServerFlags(program.command('demo'))
    .description(
      'start a server with example traffic: a shop that schedules advertisements, with one slow page',
    )
    .action(async (flags) => (await import('./demo-command.ts')).runDemo(flags));

  const bin = program.command('bin').description('make bins');
  bin
    .command('create')
    .description('make a bin and print its address and ingest key, this once')
    .addOption(new Option('--name <name>', 'shown to people').default('New bin'))
    .addOption(
      new Option('--retention <time>', 'how long it keeps its data, 1h to 400d')
        .argParser(values.retentionHours)
        .default(168, '7d'),
    )
    .addOption(new Option('--json', 'print JSON'))
    .addOption(storeFlag())
    .action(async (flags) => (await import('./bin-command.ts')).createBin(flags));

  program
    .command('import')
    .description('put a file of telemetry into a bin')
    .addArgument(
      new Argument('<file>', 'OTLP as JSON: one export request, or one a line; "-" reads standard input'),
    )
    .addOption(flag('--key <key>', 'ingest key of the bin; without it the bin is "local"'))
    .addOption(storeFlag())
    .action(async (file, flags) => (await import('./import-command.ts')).importFile(file, flags));

  program
    .command('rebuild')
    .description('make all that is worked up (transactions, findings and the like) again from the events')
    .addOption(storeFlag())
    .action(async (flags) => (await import('./rebuild-command.ts')).rebuildRows(flags));

  program.addHelpText(
    'after',
    `
Every flag can be given as a variable: --grpc-port as TRACEBIN_GRPC_PORT.

Examples:
  tracebin                                 listen on this machine, keep data in ~/.tracebin/store
  tracebin serve --host 0.0.0.0            for other machines too (set TRACEBIN_ADMIN_SECRET)
  tracebin bin create --name shop --retention 30d
  tracebin import spans.json`,
  );
  return program;
}
