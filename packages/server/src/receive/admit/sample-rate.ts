/**
 * How many spans one stands for, from the threshold that a consistent-probability sampler writes into the W3C trace
 * state: `ot=th:c` was kept with probability 1/4, so it counts 4 (OpenTelemetry specification,
 * tracestate-probability-sampling: T is 1 to 14 hex digits, padded with zeros on the right; 2^56 / (2^56 - T)).
 * 1 where there is no valid threshold.
 */
export function sampleRateOfTraceState(traceState: string): number {
  for (const member of traceState.split(',')) {
    const text = member.trim();
    if (!text.startsWith('ot=')) continue;
    for (const field of text.slice(3).split(';')) {
      const threshold = /^th:([0-9a-f]{1,14})$/.exec(field)?.[1];
      if (threshold === undefined) continue;
      return 2 ** 56 / Number(2n ** 56n - BigInt(`0x${threshold.padEnd(14, '0')}`));
    }
  }
  return 1;
}
