import { type KnownBin, listKnownBins } from './known-bins.ts';

/** The end of a bin's token, where another bin has the same name: those made in one click all do at first. */
export function TwinMark({ known }: { known: KnownBin }) {
  const hasTwin = listKnownBins().some((other) => other.name === known.name && other.bin !== known.bin);
  return hasTwin ? <span className="muted small mono"> …{known.bin.slice(-4)}</span> : null;
}
