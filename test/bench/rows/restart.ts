import { count } from '../amounts.ts';
import { countByVerb, untilQuiet } from '../first-sync.ts';
import { followOperator, type Operator, startOperator } from '../operator.ts';
import type { Measurement, Row } from '../row.ts';
import type { Stage } from '../stage.ts';
import { countWrites } from '../writes.ts';

export const row: Row = {
  name: 'Writes after a restart with these, to Kubernetes and to Cloudflare',
  target: '0 and 0',
  externalSecrets: '100 status writes',
};

/** Ends the operator, and leaves another one running. */
export async function measureRestart(
  stage: Stage,
  before: Operator,
): Promise<{ readonly operator: Operator; readonly measurement: Measurement }> {
  const { cloudflare } = stage;
  await before.stop();
  await cloudflare.forget();
  const audit = await followOperator(stage);
  const operator = startOperator(stage);
  await operator.untilWatching();
  await untilQuiet(cloudflare, 5_000);
  const writes = countWrites(await audit.requests(), await cloudflare.timedCalls());
  const details = {
    ...writes,
    cloudflareCalls: await cloudflare.countCalls(),
    kubeRequests: countByVerb(await audit.requests()),
  };
  const measurement = {
    measured: `${count(writes.kubernetes, 'write')} and ${count(writes.cloudflare, 'write')}`,
    isMet: writes.kubernetes + writes.cloudflare === 0,
    details,
  };
  return { operator, measurement };
}
