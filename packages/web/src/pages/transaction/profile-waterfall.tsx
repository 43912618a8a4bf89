import {
  formatCount,
  formatDuration,
  type RequestProfile,
  type TransactionProfileAnswer,
} from '@tracebin/model';
import { DurationQuantity } from '../../controls/quantity.tsx';
import { formatPlural } from '../../format/numbers.ts';
import { csvNumber, downloadCsv } from '../../table/csv.ts';

interface ProfileWaterfallProps {
  data: TransactionProfileAnswer | undefined;
  isSlow: boolean;
  choose: (isSlow: boolean) => void;
  isWaiting: boolean;
  /** Begin of the range, ISO 8601; part of the file's name. */
  from: string;
}

/** Repeated so often in one request that the count is the message. */
const MANY_CALLS = 5;

/** What requests are made of, merged from many: repeated operations are one row with their count. */
export function ProfileWaterfall({ data, isSlow, choose, isWaiting, from }: ProfileWaterfallProps) {
  const profile = isSlow ? data?.slow : data?.average;
  return (
    <section>
      <div className="sec">
        <h2>What a request is made of</h2>
        <fieldset className="seg">
          <legend className="sr-only">Which requests</legend>
          <button type="button" aria-pressed={!isSlow} onClick={() => choose(false)}>
            Average
          </button>
          <button type="button" aria-pressed={isSlow} onClick={() => choose(true)}>
            About the p95
          </button>
        </fieldset>
        {profile != null && (
          <span className="small muted">
            {isSlow
              ? `mean ${formatDuration(profile.duration)} of ${formatCount(profile.requests)} nearest to the p95`
              : averageOf(profile, data!.mean)}
          </span>
        )}
        {isWaiting && <span className="small muted">asking…</span>}
        {profile != null && (
          <button
            type="button"
            className="link-button small right"
            aria-label="Download as CSV: What a request is made of"
            onClick={() => downloadCsv('made-of', from, csvLines(profile))}
          >
            CSV
          </button>
        )}
      </div>
      {profile === null && <p className="soft none">The spans of these requests are not there any more.</p>}
      {profile != null && <ProfileRows profile={profile} />}
    </section>
  );
}

/** Beyond that the rows are not of all requests, and must not look like it. */
const TOLD_APART = 0.005;

function averageOf({ duration, requests }: RequestProfile, mean: number): string {
  const drawn = `${formatCount(requests)}, each counted for as many as took about as long`;
  return Math.abs(duration - mean) <= mean * TOLD_APART
    ? `mean ${formatDuration(mean)} of all, drawn from ${drawn}`
    : `mean ${formatDuration(duration)} of those whose spans are still there (of all ${formatDuration(mean)}), drawn from ${drawn}`;
}

function ProfileRows({ profile }: { profile: RequestProfile }) {
  const { duration, depth, layer, name, statement, calls, share, total, start, end, leftOut } = profile;
  const longest = Math.max(duration, ...end);
  return (
    <>
      <table className="t profile">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col" className="r col-calls">
              A request
            </th>
            <th scope="col" className="r col-time">
              Time
            </th>
            <th scope="col" className="col-bar">
              <span className="wide">From its begin </span>to {formatDuration(longest)}
            </th>
          </tr>
        </thead>
        <tbody>
          {name.map((each, row) => {
            const said = statement[row] === '' ? each : statement[row]!;
            const isRepeated = calls[row]! / Math.max(share[row]!, 1e-9) >= MANY_CALLS;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer never move
              <tr key={row}>
                <td className="clip" title={said}>
                  <span className="profile-name" style={{ paddingLeft: depth[row]! * 14 }}>
                    <i className={`sw l-${layer[row]}`} title={layer[row]} />
                    {isRepeated && <b className="bad medium">{formatCalls(calls[row]! / share[row]!)} × </b>}
                    {statement[row] === '' ? each : <code>{said.replaceAll(/\s+/g, ' ')}</code>}
                    {share[row]! < 0.995 && (
                      <span className="muted small"> in {(share[row]! * 100).toFixed(0)} %</span>
                    )}
                  </span>
                </td>
                <td className="r">{formatCalls(calls[row]!)} ×</td>
                <td className="r">
                  <DurationQuantity duration={total[row]!} />
                </td>
                <td className="col-bar">
                  <svg className="profile-bar" width="100%" height={14} aria-hidden="true">
                    <rect
                      className={`fill-${layer[row]} pale`}
                      x={percent(start[row]! / longest)}
                      width={percent(Math.max(0.002, (end[row]! - start[row]!) / longest))}
                      y={3}
                      height={8}
                    />
                    <rect
                      className={`fill-${layer[row]}`}
                      x={percent(start[row]! / longest)}
                      width={percent(
                        Math.max(
                          0.002,
                          Math.min(total[row]! / share[row]!, end[row]! - start[row]!) / longest,
                        ),
                      )}
                      y={3}
                      height={8}
                    />
                  </svg>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {leftOut > 0 && (
        <p className="small muted">
          {formatPlural(leftOut, 'operation')} below a thousandth of the time left out.
        </p>
      )}
    </>
  );
}

/** In the order of the picture: beneath a row stands what it calls. */
const csvLines = (profile: RequestProfile): (string | number)[][] => [
  [
    'operation',
    'statement',
    'layer',
    'depth',
    'calls_per_request',
    'requests_percent',
    'time_ns',
    'start_ns',
    'end_ns',
  ],
  ...profile.name.map((name, row) => [
    name,
    profile.statement[row]!,
    profile.layer[row]!,
    profile.depth[row]!,
    csvNumber(profile.calls[row]!),
    csvNumber(profile.share[row]! * 100),
    ...[profile.total[row]!, profile.start[row]!, profile.end[row]!].map(Math.round),
  ]),
];

const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;

/** `1`, `0.31`, `40.2`, `4,012`. */
function formatCalls(calls: number): string {
  if (calls >= 100) return formatCount(calls);
  const text = calls.toFixed(calls < 1 ? 2 : 1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}
