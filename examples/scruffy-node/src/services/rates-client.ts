import { HttpError } from '../http-error.ts';

/** A slot with what its price depends on. */
export interface OpenSlot {
  id: number;
  airs_at: string;
  length_seconds: number;
  market: string;
}

const TIMEOUT_MS = 2_000;

export interface RateCardEntry {
  market: string;
  daypart: string;
  centsPerSecond: number;
}

/** Prices come from the rates service of the sales department. */
export class RatesClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws HttpError 502 when the service does not answer in time */
  async quoteCents(slot: OpenSlot): Promise<number> {
    const query = new URLSearchParams({
      market: slot.market,
      airsAt: slot.airs_at,
      seconds: String(slot.length_seconds),
    });
    const quote = (await this.#get(`/quote?${query}`)) as { priceCents: number };
    return quote.priceCents;
  }

  async rateCard(): Promise<RateCardEntry[]> {
    return (await this.#get('/rate-card')) as RateCardEntry[];
  }

  async #get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.#url}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      () => null,
    );
    if (!answer?.ok) throw new HttpError(502, 'The rates service does not answer.');
    return answer.json();
  }
}
