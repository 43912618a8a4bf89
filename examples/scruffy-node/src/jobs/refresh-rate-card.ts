import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Database } from '../db/database.ts';
import { log } from '../log.ts';
import type { RatesClient } from '../services/rates-client.ts';

const tracer = trace.getTracer('scruffy');

/** Copies the price list of the rates service, so that sales can look at it when that service is down. */
export async function refreshRateCard(db: Database, rates: RatesClient): Promise<void> {
  await tracer.startActiveSpan('job refresh-rate-card', { root: true }, async (span) => {
    try {
      const entries = await rates.rateCard();
      await db.query(
        `INSERT INTO rate_card (market, daypart, cents_per_second)
         SELECT market, daypart, "centsPerSecond"
         FROM json_to_recordset($1) AS entry (market text, daypart text, "centsPerSecond" int)
         ON CONFLICT (market, daypart)
         DO UPDATE SET cents_per_second = excluded.cents_per_second, refreshed_at = now()`,
        [JSON.stringify(entries)],
      );
      span.setAttribute('rate_card.entries', entries.length);
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
      log('warn', 'rate card not refreshed', { error: String(error) });
    } finally {
      span.end();
    }
  });
}
