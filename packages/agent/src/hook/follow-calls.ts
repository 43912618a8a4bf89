/**
 * Follows the calls that a library tells of itself over a tracing channel of Node (`diagnostics_channel`): no patch, and
 * nothing to load. Callbacks run in the context of the call they belong to, which a connection or a pool would else
 * replace by that of whoever opened the connection.
 */
import diagnostics, { type TracingChannel } from 'node:diagnostics_channel';
import { activeContext, keepContext } from '../record/context.ts';

/** What a library publishes: its own fields, and Node's. */
export interface CallMessage {
  error?: unknown;
  result?: unknown;
}

type Followed<Message, Call> = Message & { [CALL]?: Call; [OUTER]?: ReturnType<typeof activeContext> };

const CALL = Symbol('tracebin.call');
const OUTER = Symbol('tracebin.outer');

export function followCalls<Message extends CallMessage, Call>(
  name: string,
  /** On the caller's stack; undefined when the call is not recorded. */
  begin: (message: Message) => Call | undefined,
  end: (call: Call, message: Message) => void,
): void {
  const finish = (message: unknown) => {
    const followed = message as Followed<Message, Call>;
    const call = followed[CALL];
    if (call === undefined) return;
    delete followed[CALL];
    end(call, followed);
  };
  const channel = diagnostics.tracingChannel(name) as TracingChannel;
  channel.subscribe({
    start(message) {
      const followed = message as Followed<Message, Call>;
      const call = begin(followed);
      if (call !== undefined) followed[CALL] = call;
      followed[OUTER] = activeContext();
    },
    // The call itself threw; otherwise it has only just begun.
    end(message) {
      if ((message as CallMessage).error !== undefined) finish(message);
    },
    asyncStart: finish,
    asyncEnd: () => {},
    error: () => {},
  });
  keepContext(channel.asyncStart, (message) => (message as Followed<Message, Call>)[OUTER]);
}
