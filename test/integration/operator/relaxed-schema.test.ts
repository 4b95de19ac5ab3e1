import { expect, onTestFinished, test } from 'vitest';
import { startControlPlane } from '../../control-plane/control-plane.ts';
import { installCrds, relaxCrds } from '../../support/crds.ts';
import { inventory } from '../../support/inventory-command.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

const storeRef = { name: 'default' };

/** Each would be refused by the schemas of `crds/`. */
const oddSpecs: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  text: 'a text',
  'no-store': { secretRef: { name: 'app' }, data: [{ name: 'A', key: 'key' }] },
  number: { storeRef, secretRef: { name: 'app' }, dataFrom: 7 },
  'two-ways': { storeRef, secretRef: { name: 'app' }, data: [{ name: 'B', key: 'key', template: '$(key)' }] },
  'long-name': { storeRef, secretRef: { name: 'app' }, data: [{ name: 'C'.repeat(100_000), key: 'key' }] },
  'many-entries': {
    storeRef,
    secretRef: { name: 'app' },
    data: Array.from({ length: 3_000 }, (_, index) => ({ name: `D_${index}`, key: 'key' })),
  },
  unknown: { storeRef, secretRef: { name: 'app' }, data: [{ name: 'E', key: 'key' }], inventedField: true },
};

test('under a schema that takes anything, odd objects stall and say what does not fit, and all others go on', async () => {
  const controlPlane = await startControlPlane({ kubectl: true });
  onTestFinished(async () => controlPlane.stop());
  await installCrds(controlPlane);
  await relaxCrds(controlPlane);
  const scenario = await startScenario({ controlPlane });
  const { apply, tryApply, untilFailing, untilStore, untilReady, untilGone, remote, remove } = scenario;
  await apply(credentialSecret(), sourceSecret({ key: 'a value' }), store(), resource());
  await untilReady();

  const oddStore = { ...store({}, 'odd'), spec: { accountId: ['a', 'list'], auth: null } };
  await scenario.eventually(async () => (await tryApply(oddStore)).status < 300, { until: 'anything is taken' });
  for (const [name, spec] of Object.entries(oddSpecs)) await apply({ ...resource({}, name), spec });
  await apply(resource({ storeRef: { name: 'odd' }, data: [{ name: 'OF_ODD', key: 'key' }] }, 'of-odd'));
  await untilStore({ status: 'False', reason: 'InvalidSpec' }, { name: 'odd' });
  for (const name of Object.keys(oddSpecs)) {
    const { status } = await untilFailing('InvalidSpec', name);
    expect(status?.conditions?.find(({ type }) => type === 'Stalled')?.status).toBe('True');
  }
  await untilFailing('StoreNotReady', 'of-odd');

  const { kubeconfigPath } = controlPlane;
  const told = await inventory({ kubeconfigPath, namespace: scenario.namespace, baseUrl: scenario.baseUrl });
  expect(told).toMatchObject({ exitCode: 1, stderr: '' });
  expect(told.stdout).toMatch(/^KEY +Ours/m);
  expect(told.stdout).toContain(`SecretsStore/${scenario.namespace}/odd: InvalidSpec: Cannot use SecretsStore "odd"`);

  // Others are synced as ever, and what does not fit can be set right, or go.
  await apply(sourceSecret({ key: 'another value' }), resource({}, 'number'));
  await scenario.eventually(async () => (await remote())['KEY']?.value === 'another value', {
    until: 'KEY is changed',
  });
  await untilFailing('Conflict', 'number');
  for (const name of Object.keys(oddSpecs)) await remove('SecretsStoreSecret', name);
  for (const name of Object.keys(oddSpecs)) await untilGone(name);
  expect(Object.keys(await remote())).toEqual(['KEY']);
}, 120_000);
