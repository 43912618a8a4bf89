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

type Subscribers = Parameters<TracingChannel['subscribe']>[0];
type Followed<Message, Call> = Message & {
  [CALL]?: Call | undefined;
  [OUTER]?: ReturnType<typeof activeContext>;
};

const CALL = Symbol('tracebin.call');
const OUTER = Symbol('tracebin.outer');

export function followCalls<Message extends CallMessage, Call>(
  name: string,
  /** On the caller's stack; undefined when the call is not recorded. */
  begin: (message: Message) => Call | undefined,
  end: (call: Call, message: Message) => void,
): void {
  // Nothing may be thrown from here: Node would take it for an error that nobody caught, and end the app.
  const finish = (message: unknown) => {
    const followed = message as Followed<Message, Call>;
    const call = followed[CALL];
    if (call === undefined) return;
    // Not deleted, which would make the message slow for the library too.
    followed[CALL] = undefined;
    try {
      end(call, followed);
    } catch {
      // The span says less than it might.
    }
  };
  const channel = diagnostics.tracingChannel(name) as TracingChannel;
  // What is not asked for (`asyncEnd`, `error`) costs nothing.
  (channel.subscribe as (subscribers: Partial<Subscribers>) => void)({
    start(message) {
      const followed = message as Followed<Message, Call>;
      try {
        followed[CALL] = begin(followed);
      } catch {
        // Not recorded.
      }
      followed[OUTER] = activeContext();
    },
    // The call itself threw; otherwise it has only just begun.
    end(message) {
      if ((message as CallMessage).error !== undefined) finish(message);
    },
    asyncStart: finish,
  });
  keepContext(channel.asyncStart, (message) => (message as Followed<Message, Call>)[OUTER]);
}
