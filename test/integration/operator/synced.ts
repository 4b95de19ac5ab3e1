import { expect } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import { upTo } from '../../support/up-to.ts';
import { expected } from '../../support/emulator-behaviour.ts';
import { type Scenario, type ScenarioOptions, startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

interface Beginning extends ScenarioOptions {
  /** The keys of Secret "app". */
  readonly values?: Readonly<Record<string, string>>;
  /** Of resource "app", over those of `resource()`. */
  readonly spec?: Partial<SecretsStoreSecret['spec']>;
}

/** A scenario in which resource "app" is Ready and nothing is left to do; both counts begin after that. */
export async function startSynced({ values = { key: 'first' }, spec, ...options }: Beginning = {}): Promise<Scenario> {
  const scenario = await startScenario(options);
  await scenario.apply(credentialSecret(), store(), sourceSecret(values), resource(spec));
  await scenario.untilReady();
  await scenario.settle();
  await scenario.clearCalls();
  return scenario;
}

/**
 * Likewise, and the operator has not written anything itself: for some seconds after a write it takes a listing without the
 * secret for that of a replica that lags, and not for somebody's deletion.
 */
export async function startLongSynced(beginning: Beginning): Promise<Scenario> {
  const scenario = await startSynced(beginning);
  await scenario.restartOperator();
  await scenario.settle();
  await scenario.clearCalls();
  return scenario;
}

/** What a resync asks for that a changed store spec causes: the credential is known, the rest is looked at anew. */
export const resyncCalls = { 'stores.list': 1, 'quota.get': 1, 'secrets.list': 1 } as const;

/** So many listings; where reads lag, a few more, until they show what was written last. */
export const looks = (count: number): unknown => expected<unknown>({ default: count, worstCase: upTo(count + 4) });

/** Has the store listed at once, as it would be in five minutes. */
export async function resync(scenario: Scenario): Promise<void> {
  const found = await scenario.read('SecretsStore', 'default');
  const resyncPeriodSeconds = (found?.spec.resyncPeriodSeconds ?? 300) + 1;
  await scenario.patch('SecretsStore', 'default', { spec: { resyncPeriodSeconds } });
}

/** Until resource "app" says that it waits for its turn, which is no failure. */
export async function untilRateLimited(scenario: Scenario): Promise<void> {
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.entries?.[0]?.reason === 'RateLimited',
    'has an entry that waits for its turn',
  );
  expect(status?.conditions).toContainEqual(
    expect.objectContaining({ type: 'Ready', status: 'Unknown', reason: 'RateLimited' }),
  );
}
