/**
 * Exceptions that nobody caught and rejections that nobody handled, as Node tells of them without a say in what it does next:
 * on the span that was current, and as a log record.
 */
import { activeSpan } from '../record/context.ts';
import { type RecordedLog, recordLog } from '../record/logger.ts';
import { RecordedSpan } from '../record/span.ts';

const SCOPE = { name: '@tracebin/agent/process', version: '' };
const SEVERITY_ERROR = 17;
const SEVERITY_FATAL = 21;
const STATUS_ERROR = 2;

type Emit = (this: unknown, event: string | symbol, ...args: unknown[]) => boolean;

export function recordUncaughtErrors(addLog: (log: RecordedLog) => void): void {
  const note = (error: unknown, isTheEnd: boolean) => {
    try {
      addLog(logOf(error, isTheEnd));
      noteOnSpan(error, isTheEnd);
    } catch {
      // An error whose getters throw: Node prints it all the same.
    }
  };
  process.on('uncaughtExceptionMonitor', (error) => note(error, !isCaughtByApp()));
  // A listener for rejections would keep Node from ending the process, so the event is watched on its way instead. Without a
  // listener of the app it becomes an uncaught exception, which is seen above, where Node was not told otherwise.
  const goesOn = goesOnAfterRejections();
  const emit = process.emit as Emit;
  process.emit = function (this: unknown, event: string | symbol, ...args: unknown[]) {
    if (event === 'unhandledRejection' && (goesOn || process.listenerCount('unhandledRejection') > 0))
      note(args[0], false);
    return Reflect.apply(emit, this, [event, ...args]);
  } as typeof process.emit;
}

/** `--unhandled-rejections=warn`, say, as it was common after Node 15; the command line comes before the environment. */
function goesOnAfterRejections(): boolean {
  const flags = [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' ');
  const mode = [...flags.matchAll(/--unhandled-rejections[= ]+([\w-]+)/g)].at(-1)?.[1];
  return mode === 'warn' || mode === 'none' || mode === 'warn-with-error-code';
}

function isCaughtByApp(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
}

/** The first span of the transaction carries it; where the process ends, that span ends with it, or it would never be sent. */
function noteOnSpan(error: unknown, isTheEnd: boolean): void {
  const span = activeSpan();
  if (!(span instanceof RecordedSpan)) return;
  const first = span.transaction?.first ?? span;
  first.recordException(error instanceof Error ? error : String(error));
  first.setStatus({ code: STATUS_ERROR, message: error instanceof Error ? error.message : String(error) });
  if (!isTheEnd) return;
  if (first.kind === 1) {
    if (first.transaction?.route) first.setAttribute('http.route', first.transaction.route);
    if (first.transaction?.route) first.updateName(`${first.name} ${first.transaction.route}`);
  }
  first.end();
}

function logOf(error: unknown, isTheEnd: boolean): RecordedLog {
  const isError = error instanceof Error;
  return recordLog(SCOPE, {
    severityNumber: isTheEnd ? SEVERITY_FATAL : SEVERITY_ERROR,
    severityText: isTheEnd ? 'FATAL' : 'ERROR',
    body: isError ? error.message : String(error),
    attributes: {
      'exception.message': isError ? error.message : String(error),
      ...(isError ? { 'exception.type': error.name, 'exception.stacktrace': String(error.stack) } : {}),
    },
  });
}
