/** The doors of this server and whether they are open, as the page "Connect an app" lists them. */
import type { Door } from '@tracebin/model';

export class DoorBoard {
  readonly #doors: Door[] = [];

  set(door: Door): void {
    this.#doors.push(door);
  }

  list(): Door[] {
    return [...this.#doors];
  }
}
