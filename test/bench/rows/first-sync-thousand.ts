import { number, seconds } from '../amounts.ts';
import { syncAll } from '../first-sync.ts';
import type { Measurement, Row } from '../row.ts';
import type { Site } from '../site.ts';
import type { Stage } from '../stage.ts';

export const row: Row = {
  name: 'First sync of 1,000 resources with one entry each, and requests to the API server',
  target: '≤ 3 s, ≤ 3,000 requests',
  externalSecrets: '56 s, 6,103 requests',
};

const resources = 1_000;

export async function measure(stage: Stage, site: Site): Promise<Measurement> {
  const sync = await syncAll(stage, site, resources);
  const { lastCreateSeconds, kubeRequestCount } = sync;
  return {
    measured: `${seconds(lastCreateSeconds)}, ${number(kubeRequestCount)} requests`,
    isMet: lastCreateSeconds <= 3 && kubeRequestCount <= 3_000,
    details: sync,
  };
}
