import type { Standing } from '../sync/standing.ts';
import type { Instruments } from './instruments.ts';

/** What may still be sent to Cloudflare, and who waits for that. */
export function showBudgets({ gauge, countedElsewhere }: Instruments, standing: () => Standing | undefined): void {
  const budgets = () => standing()?.budgets() ?? [];
  const tightest = () => tightestOfEachKind(budgets());
  gauge({
    name: 'secrets_store_operator_cloudflare_rate_limit_requests',
    help: 'Requests that we allow ourselves in a window of the rate limit.',
    labels: ['credential'],
    look: () => tightest().map(({ credential, limit }) => [{ credential }, limit]),
  });
  gauge({
    name: 'secrets_store_operator_cloudflare_rate_limit_remaining_requests',
    help: 'How many of these are left in the window that is open; 0 while Cloudflare has stopped us.',
    labels: ['credential'],
    look: () => tightest().map(({ credential, remaining }) => [{ credential }, remaining]),
  });
  gauge({
    name: 'secrets_store_operator_cloudflare_calls_waiting',
    help: 'Requests that wait for the rate limit, or for others on their way.',
    labels: ['lane'],
    look: () =>
      (['Change', 'Resync'] as const).map((lane) => [{ lane }, sum(budgets().map((one) => one.waiting[lane]))]),
  });
  countedElsewhere({
    name: 'secrets_store_operator_cloudflare_calls_postponed_total',
    help: 'Requests that went back to their queue, for they would have waited too long for the rate limit.',
    look: () => [[{}, sum(budgets().map(({ postponed }) => postponed))]],
  });
}

type Budgets = ReturnType<Standing['budgets']>;

/** Of several credentials of one kind, the one that has least left. */
function tightestOfEachKind(budgets: Budgets): Budgets {
  const byKind = Map.groupBy(budgets, ({ credential }) => credential);
  return [...byKind.values()].flatMap((ofKind) => ofKind.toSorted((a, b) => a.remaining - b.remaining).slice(0, 1));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
