/** Runs the program and ends it as a shell expects: 0 done, 1 failed, 2 asked for something impossible. */
import { type Command, CommanderError } from 'commander';
import { TracebinError } from '../errors.ts';

export async function runCommand(program: Command, argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  exitWithTwoOnMisuse(program);
  const names = program.commands.map((command) => command.name());
  const first = argv[2];
  // Commander would hand it to the default command, which knows even less of it.
  if (first !== undefined && !first.startsWith('-') && ![...names, 'help'].includes(first)) {
    process.stderr.write(
      `tracebin: there is no command '${first}'\n          There are ${names.join(', ')}; see tracebin --help.\n`,
    );
    process.exitCode = 2;
    return;
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else {
      process.stderr.write(complaint(error));
      process.exitCode = 1;
    }
  }
}

/** Who reads along may leave (`tracebin bin create | head -1`): what is being done is done all the same. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** What happened in one line, what to do about it in another. Only defects show where they came from. */
export function complaint(error: unknown): string {
  if (error instanceof TracebinError) {
    return `tracebin: ${error.message}\n${error.hint === undefined ? '' : `          ${error.hint}\n`}`;
  }
  return `tracebin: something went wrong that should not: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

function exitWithTwoOnMisuse(command: Command): void {
  command.exitOverride();
  command.configureOutput({
    outputError: (text, write) => {
      const line = text.replace(/^error: /, 'tracebin: ').trimEnd();
      const name = commandPath(command);
      write(`${line}\n          ${name} --help lists what is possible.\n`);
    },
  });
  for (const child of command.commands) exitWithTwoOnMisuse(child);
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}
