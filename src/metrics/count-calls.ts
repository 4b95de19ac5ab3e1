import type { CallReport } from '../cloudflare/call-report.ts';
import type { Instruments } from './instruments.ts';

/** Counts the requests to Cloudflare. */
export function countCalls({ counter, histogram }: Instruments): (report: CallReport) => void {
  const calls = counter({
    name: 'secrets_store_operator_cloudflare_calls_total',
    help: 'Requests that were sent to Cloudflare, by what they asked for and what came of it.',
    labels: ['operation', 'outcome'],
  });
  const took = histogram({
    name: 'secrets_store_operator_cloudflare_call_duration_seconds',
    help: 'From sending a request to Cloudflare to the end of its answer.',
    labels: ['operation'],
    buckets: [0.1, 0.3, 1, 3, 10],
  });
  const secrets = histogram({
    name: 'secrets_store_operator_cloudflare_batch_size',
    help: 'Secrets that one request was to create or to delete.',
    labels: ['operation'],
    buckets: [1, 3, 10, 30, 100],
  });
  const waited = counter({
    name: 'secrets_store_operator_cloudflare_wait_seconds_total',
    help: 'What requests have waited before they were sent, for the rate limit or for others on their way.',
  });
  return ({ operation, outcome, waitedMs, tookMs, secrets: many }) => {
    calls.inc({ operation, outcome });
    took.observe({ operation }, tookMs / 1000);
    if (many !== undefined) secrets.observe({ operation }, many);
    waited.inc(waitedMs / 1000);
  };
}
