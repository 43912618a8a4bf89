/**
 * Ends a process in order: on SIGTERM and SIGINT, and when the process that started it is gone (its IPC channel
 * closes), so that nothing is left running after a crash of the starter.
 */
import { stopWatching } from './telemetry/watch.ts';

const MAX_END_MS = 5_000;

/** @param end what to close; what was recorded is sent after it */
export function endWithParent(end: () => Promise<void>): void {
  let ending = false;
  const stop = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), MAX_END_MS).unref();
    end()
      .then(stopWatching)
      .then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}
