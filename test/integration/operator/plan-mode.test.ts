import { describe, expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { accountId, credentialSecret, resource, sourceSecret, store, storeName } from '../../support/sample-objects.ts';
import { otherClient } from './other-client.ts';
import { resync, startLongSynced, startSynced } from './synced.ts';

type Spec = SecretsStoreSecret['spec'];
const planning = (spec: Partial<Spec> = {}, name?: string) => resource({ mode: 'Plan', ...spec }, name);

const untilPlanned = async (scenario: Scenario, summary: string, name = 'app'): Promise<SecretsStoreSecret> =>
  scenario.untilResource(
    name,
    ({ metadata, status }) => status?.observedGeneration === metadata.generation && status?.plan?.summary === summary,
    `plans ${summary}`,
  );

/** What changes something at Cloudflare, of all calls since the counts began. */
const writes = async (scenario: Scenario): Promise<readonly string[]> =>
  (await scenario.callLog()).filter(({ method }) => method !== 'GET').map(({ operation }) => operation);

describe('a resource that only plans', () => {
  test('writes nothing and has no finalizer, says what it would do, and does it when it is to apply', async () => {
    const scenario = await startScenario();
    const spec = {
      data: [
        { name: 'KEY', key: 'key' },
        { name: 'TAKEN', key: 'key' },
      ],
    };
    await scenario.admin.seed(accountId, storeName, [{ name: 'TAKEN', value: 'by hand' }]);
    const adopting = { ...spec, adoptionPolicy: 'IfUnowned' } as const;
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), planning(adopting));
    const planned = await untilPlanned(scenario, '+1 ~1 -0');
    expect(planned.metadata.finalizers).toBeUndefined();
    expect(planned.status).toMatchObject({
      plan: {
        changes: [
          { name: 'TAKEN', action: 'Adopt' },
          { name: 'KEY', action: 'Create' },
        ],
      },
      synced: '0/2',
    });
    expect(planned.status?.conditions?.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'Reconciling False',
      'Stalled False',
    ]);
    expect(await scenario.remote()).toMatchObject({ TAKEN: { value: 'by hand', comment: null } });
    expect(await writes(scenario)).toEqual([]);

    await scenario.apply(resource(adopting));
    const { status } = await scenario.untilReady();
    expect(status?.plan).toBeUndefined();
    expect(await scenario.remote()).toMatchObject({ KEY: { value: 'value' }, TAKEN: { value: 'value' } });
  });

  test('says so once: another look writes nothing on either side', async () => {
    const scenario = await startScenario();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), planning());
    await untilPlanned(scenario, '+1 ~0 -0');
    await scenario.settle();
    await scenario.clearCalls();
    await scenario.nudge('app');
    await resync(scenario);
    await scenario.settle();
    const requests = Object.keys(await scenario.kubeRequests());
    expect(requests.filter((what) => !/^(get|list|watch) /.test(what) && !what.includes('secretsstores'))).toEqual([]);
    expect(await writes(scenario)).toEqual([]);
  });

  test('follows its Secret, its spec and its store, and then writes what is left to write', async () => {
    const scenario = await startLongSynced({ values: { key: 'first', other: 'x' } });
    const { status: before } = await scenario.untilReady();
    await scenario.apply(planning());
    await untilPlanned(scenario, '+0 ~0 -0');
    expect((await scenario.untilReady()).status?.plan?.counts.unchanged).toBe(1);

    await scenario.apply(sourceSecret({ key: 'second', other: 'x' }));
    const changed = await untilPlanned(scenario, '+0 ~1 -0');
    expect(changed.status?.plan?.changes).toMatchObject([{ name: 'KEY', action: 'Update', parts: ['value'] }]);
    expect(changed.status?.entries).toEqual(before?.entries);
    expect(changed.metadata.finalizers).toHaveLength(1);
    await scenario.apply(sourceSecret({ key: 'first', other: 'x' }));
    await untilPlanned(scenario, '+0 ~0 -0');

    await scenario.apply(planning({ data: [{ name: 'OTHER', key: 'other' }] }));
    await untilPlanned(scenario, '+1 ~0 -1');
    await scenario.apply(planning());
    await untilPlanned(scenario, '+0 ~0 -0');
    await otherClient(scenario).change('KEY', { value: 'by somebody else' });
    await scenario.clearCalls();
    await resync(scenario);
    const drifted = await untilPlanned(scenario, '+0 ~1 -0');
    expect(drifted.status?.plan?.changes).toMatchObject([{ name: 'KEY', why: 'somebody else has changed it' }]);
    expect(await writes(scenario)).toEqual([]);

    await scenario.apply(resource());
    await scenario.untilReady();
    expect(await writes(scenario)).toEqual(['secrets.edit']);
    expect((await scenario.remote())['KEY']?.value).toBe('first');
  });

  test('costs nothing when it goes back to apply and nothing has changed', async () => {
    const scenario = await startSynced();
    await scenario.apply(planning());
    await untilPlanned(scenario, '+0 ~0 -0');
    await scenario.apply(resource());
    const { status } = await scenario.untilResource(
      'app',
      (found) => found.status?.plan === undefined,
      'plans no more',
    );
    expect(status?.conditions).toMatchObject([{ type: 'Ready', status: 'True' }, {}, {}]);
    await scenario.settle();
    expect(await scenario.calls()).toEqual({});
  });

  test('says what is held, by its entry', async () => {
    const scenario = await startScenario();
    await scenario.admin.seed(accountId, storeName, [{ name: 'KEY', value: 'by hand' }]);
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), planning());
    const { status } = await scenario.untilFailing('Conflict');
    expect(status).toMatchObject({ plan: { counts: { held: 1 } }, entries: [{ name: 'KEY', reason: 'Conflict' }] });
  });

  test('stands in nobody’s way, and tells when somebody else has the name', async () => {
    const scenario = await startScenario();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), planning({}, 'trial'));
    await untilPlanned(scenario, '+1 ~0 -0', 'trial');
    await scenario.apply(resource());
    await scenario.untilReady();
    await scenario.nudge('trial');
    await scenario.untilFailing('Conflict', 'trial');
  });
});

describe('the deletion of a resource that only plans', () => {
  test('ends at once where nothing is at Cloudflare', async () => {
    const scenario = await startScenario();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), planning());
    await untilPlanned(scenario, '+1 ~0 -0');
    await scenario.remove('SecretsStoreSecret', 'app');
    await scenario.untilGone();
    expect(await writes(scenario)).toEqual([]);
  });

  test('is planned and waits, and goes on when it is to apply', async () => {
    const scenario = await startSynced();
    await scenario.apply(planning());
    await untilPlanned(scenario, '+0 ~0 -0');
    await scenario.remove('SecretsStoreSecret', 'app');
    const { status } = await untilPlanned(scenario, '+0 ~0 -1');
    expect(status?.plan?.changes).toMatchObject([
      { name: 'KEY', action: 'Delete', why: 'the resource is being deleted' },
    ]);
    expect(status?.conditions).toMatchObject([{}, { type: 'Stalled', message: expect.stringContaining('spec.mode') }]);
    await scenario.settle();
    expect(await writes(scenario)).toEqual([]);
    expect(await scenario.remote()).toMatchObject({ KEY: { value: 'first' } });
    await scenario.patch('SecretsStoreSecret', 'app', { spec: { mode: null } });
    await scenario.untilGone();
    expect(await scenario.remote()).toEqual({});
  });

  test('ends under Retain, and leaves the secret as it is', async () => {
    const scenario = await startSynced();
    await scenario.apply(planning());
    await untilPlanned(scenario, '+0 ~0 -0');
    await scenario.remove('SecretsStoreSecret', 'app');
    await untilPlanned(scenario, '+0 ~0 -1');
    await scenario.patch('SecretsStoreSecret', 'app', { spec: { deletionPolicy: 'Retain' } });
    await scenario.untilGone();
    expect(await writes(scenario)).toEqual([]);
    expect((await scenario.remote())['KEY']?.comment).toContain('[k8s test ');
  });

  test('that has no finalizer takes no mark off after it', async () => {
    const scenario = await startSynced({ spec: { deletionPolicy: 'Retain' } });
    await scenario.apply(planning({ deletionPolicy: 'Retain' }));
    await untilPlanned(scenario, '+0 ~0 -0');
    await scenario.remove('SecretsStoreSecret', 'app');
    await scenario.untilGone();
    await scenario.nudgeStore('SecretsStore', 'default');
    await resync(scenario);
    await scenario.nudgeStore('SecretsStore', 'default');
    expect(await writes(scenario)).toEqual([]);
    expect((await scenario.remote())['KEY']?.comment).toContain('[k8s test ');
  });

  test('ends at once when it is released', async () => {
    const scenario = await startSynced();
    await scenario.apply(planning());
    await untilPlanned(scenario, '+0 ~0 -0');
    await scenario.remove('SecretsStoreSecret', 'app');
    await untilPlanned(scenario, '+0 ~0 -1');
    await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/release': 'true' });
    await scenario.untilGone();
    expect(await writes(scenario)).toEqual([]);
  });
});
