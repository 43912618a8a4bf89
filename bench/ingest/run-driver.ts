import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { DriveOrder, DriveReport, DriverMessage, RecordsReport } from './drive-messages.ts';
import type { SpanFacts } from './span-facts.ts';

/** The sender's process: prepared first, started when the clock is. */
export class Driver {
  readonly facts: SpanFacts;
  /** Of one round, as sent. */
  readonly bodyBytes: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, facts: SpanFacts, bodyBytes: number) {
    this.#child = child;
    this.facts = facts;
    this.bodyBytes = bodyBytes;
  }

  static async prepare(order: DriveOrder): Promise<Driver> {
    const child = fork(join(import.meta.dirname, 'drive.ts'), {
      execArgv: ['--import', 'tsx', '--max-old-space-size=4096'],
    });
    const ready = receive(child, (message) => (message.kind === 'ready' ? message : undefined));
    child.send(order);
    const { facts, bytes } = await ready;
    return new Driver(child, facts, bytes);
  }

  async run(progress: (acknowledged: number, ms: number) => void): Promise<DriveReport> {
    const done = receive(this.#child, (message) => {
      if (message.kind === 'progress') progress(message.acknowledged, message.ms);
      return message.kind === 'done' ? message : undefined;
    });
    this.#child.send('go');
    return done;
  }

  /** The log records and custom events of the spans that were sent. */
  async sendRecords(): Promise<RecordsReport> {
    const done = receive(this.#child, (message) => (message.kind === 'records-done' ? message : undefined));
    this.#child.send('records');
    return done;
  }

  stop(): void {
    this.#child.kill();
  }
}

function receive<T>(child: ChildProcess, read: (message: DriverMessage) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      const value = read(message as DriverMessage);
      if (value === undefined) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(value);
    };
    const onExit = (code: number | null) => reject(new Error(`The sender ended early with code ${code}.`));
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}
