import type { UsableStore } from './observed.ts';
import type { Step } from './plan.ts';
import { terminal } from './sync-failure.ts';

/** The steps with every create held for which the account has no place, so that Cloudflare need not refuse it. */
export function withinQuota(steps: readonly Step[], { quota, name: storeName }: UsableStore): readonly Step[] {
  let free = quota.limit - quota.used;
  return steps.map((step): Step => {
    if (step.action !== 'Create' || free-- > 0) return step;
    const { name, record, entry } = step;
    const failure = terminal(
      'QuotaExceeded',
      `Cannot create secret "${name}" in store "${storeName}": all ${quota.limit} places of the account are taken; ` +
        'delete what is no longer needed, or have the quota raised',
    );
    return { name, ...(record && { record }), action: 'Hold', failure, key: entry.key };
  });
}
