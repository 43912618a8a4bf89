/** Runs the program and ends it as a shell expects: 0 done, 1 failed, 2 asked for something impossible. */
import { type Command, CommanderError } from 'commander';
import { TracebinError } from '../errors.ts';

export async function runCommand(program: Command, argv: readonly string[]): Promise<void> {
  exitWithTwoOnMisuse(program);
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
