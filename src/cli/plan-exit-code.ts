import { changesIn } from '../core/preview.ts';
import type { PlannedResource } from '../sync/plan-once.ts';

/**
 * For pipelines, as `terraform plan -detailed-exitcode` has it.
 *
 * | code | when                                                                             |
 * |------|----------------------------------------------------------------------------------|
 * | 1    | something would keep a resource from being Ready, whatever else would change      |
 * | 2    | nothing fails, and something would change at Cloudflare                          |
 * | 0    | nothing fails, and nothing would change                                          |
 *
 * That something is suspended is what somebody wants: it is no failure, and nothing of it would change.
 */
export function exitCodeOf(planned: readonly PlannedResource[]): 0 | 1 | 2 {
  const fails = planned.some(({ failures }) => failures.some(({ failure }) => failure.reason !== 'Suspended'));
  if (fails) return 1;
  return planned.some(({ preview }) => preview && changesIn(preview) > 0) ? 2 : 0;
}
