/** A bin this browser has seen. Its view token is the address, so the list never leaves this browser. */
export interface KnownBin {
  bin: string;
  name: string;
  /** Kept only when this browser made the key: the server shows it once. */
  ingestKey?: string;
  seenAt: number;
}

const STORAGE_KEY = 'tracebin.bins';
const MAX_BINS = 30;

export function listKnownBins(): KnownBin[] {
  try {
    const list = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]') as unknown;
    return Array.isArray(list) ? list.filter(isKnownBin) : [];
  } catch {
    return [];
  }
}

const isKnownBin = (value: unknown): value is KnownBin =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as KnownBin).bin === 'string' &&
  typeof (value as KnownBin).name === 'string';

/** Puts the bin first; what is already known of it (its key) stays. */
export function rememberBin(bin: string, change: { name?: string; ingestKey?: string }): void {
  const list = listKnownBins();
  const known = list.find((each) => each.bin === bin);
  const next: KnownBin = { name: bin, ...known, ...change, bin, seenAt: Date.now() };
  const rest = list.filter((each) => each.bin !== bin);
  store([next, ...rest].slice(0, MAX_BINS));
}

const listeners = new Set<() => void>();

/** Calls back on every change made by this page; gives the function that ends it. */
export function onKnownBins(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function store(list: KnownBin[]): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(list));
  for (const listener of listeners) listener();
}

export function forgetBin(bin: string): void {
  store(listKnownBins().filter((each) => each.bin !== bin));
}

export const ingestKeyOf = (bin: string): string | undefined =>
  listKnownBins().find((each) => each.bin === bin)?.ingestKey;
