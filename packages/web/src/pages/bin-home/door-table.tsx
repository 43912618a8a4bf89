import type { BinAnswer, Door } from '@tracebin/model';

const STATES: Record<Door['state'], { words: string; className: string }> = {
  ready: { words: 'ready', className: 'good' },
  off: { words: 'off', className: 'muted' },
  busy: { words: 'port in use, skipped', className: 'warn' },
};

/** Which ports listen, what each speaks, and which was left out. */
export function DoorTable({ answer }: { answer: BinAnswer }) {
  return (
    <section className="block">
      <h2>Listening</h2>
      <table className="t small doors">
        <colgroup>
          <col className="port" />
          <col />
          <col className="state" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">Port</th>
            <th scope="col">Speaks</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {answer.doors.map((door) => (
            <tr key={door.port + door.speaks}>
              <td className="mono">{door.port}</td>
              <td title={door.speaks}>{door.speaks}</td>
              <td className="r">
                <span className={STATES[door.state].className}>{STATES[door.state].words}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
