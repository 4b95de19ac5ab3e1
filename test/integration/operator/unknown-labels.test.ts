import { randomBytes } from 'node:crypto';
import { expect, inject, onTestFinished, test } from 'vitest';
import { kubeClient } from '../../support/kube-client.ts';
import { startKubeFaultProxy } from '../../support/kube-fault-proxy.ts';
import { kubeObjects } from '../../support/kube-objects.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { watchProgress } from '../../support/progress.ts';
import {
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
} from '../../support/sample-objects.ts';

const namespaces = '/api/v1/namespaces';
const allowedNamespaces = [
  { selector: { matchExpressions: [{ key: 'restricted', operator: 'DoesNotExist' }] } },
] as const;

test('a namespace whose labels forbid it pushes nothing, though its resource is known before its labels', async () => {
  const tenant = `test-${randomBytes(4).toString('hex')}`;
  const proxy = await startKubeFaultProxy();
  const objects = kubeObjects(kubeClient(inject('kubeconfigPath')), tenant);
  onTestFinished(async () => objects.remove('Namespace', tenant));
  const scenario = await startScenario({
    settings: { watchNamespaces: [tenant] },
    kubeconfigPath: proxy.kubeconfigPath,
  });
  const { untilFailing, untilReady } = watchProgress({ objects, admin: scenario.admin, lines: scenario.logLines });
  const letGo = proxy.hold(namespaces);
  await scenario.apply(credentialSecret(), clusterStore({ allowedNamespaces: [...allowedNamespaces] }));
  await scenario.untilStore({ status: 'True', reason: 'StoreReady' }, { kind: 'ClusterSecretsStore', name: 'shared' });
  await scenario.eventually(() => proxy.watches(namespaces) === 1, { until: 'namespaces are watched' });

  await objects.apply(
    { kind: 'Namespace', metadata: { name: tenant, labels: { restricted: 'yes' } } },
    sourceSecret({ key: 'value' }),
    resource({ storeRef: sharedStoreRef }),
  );
  const before = await untilFailing('NotAdmitted');
  expect(before.status?.conditions?.[0]?.message).toMatch(/the labels of namespace .* are not known yet/);
  letGo();
  await scenario.eventually(
    async () => /does not admit/.test((await untilFailing('NotAdmitted')).status?.conditions?.[0]?.message ?? ''),
    { until: 'the labels are known' },
  );
  expect(await scenario.remote()).toEqual({});
  expect(await scenario.calls()).not.toHaveProperty('secrets.create');

  await objects.patch('Namespace', tenant, { metadata: { labels: { restricted: null } } });
  await untilReady();
  await objects.remove('SecretsStoreSecret', 'app');
  await scenario.eventually(async () => Object.keys(await scenario.remote()).length === 0, { until: 'it is gone' });
});
