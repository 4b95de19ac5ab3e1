import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulatorOptions } from '../../../src/cli/emulator-options.ts';
import { runOptions } from '../../../src/cli/run-options.ts';
import { readConfig } from '../../../src/config.ts';
import { type Helm, helmBuildTimeoutMs, helmNames, openHelm } from '../../helm/helm.ts';
import {
  chartPath,
  everything,
  find,
  named,
  objectsIn,
  type PolicyRule,
  render,
  type Rendered,
} from '../../support/rendered-chart.ts';

interface PodSpec {
  readonly containers: readonly [
    {
      readonly image: string;
      readonly args: readonly string[];
      readonly env: readonly { readonly name: string }[];
      readonly volumeMounts?: unknown;
    },
  ];
  readonly volumes?: unknown;
  readonly topologySpreadConstraints?: unknown;
}

interface DeploymentSpec {
  readonly strategy?: unknown;
  readonly template: { readonly spec: PodSpec };
}

const deploymentOf = (objects: readonly Rendered[]): DeploymentSpec =>
  find(objects, 'Deployment', 'secrets-store-operator').spec as DeploymentSpec;
const podOf = (objects: readonly Rendered[]): PodSpec => deploymentOf(objects).template.spec;
const leaseRules = (objects: readonly Rendered[]): readonly PolicyRule[] =>
  objects.flatMap(({ rules = [] }) => rules).filter(({ resources }) => resources.includes('leases'));
const policiesOf = (objects: readonly Rendered[]): readonly unknown[] =>
  objects
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ metadata }) => metadata.annotations?.['helm.sh/resource-policy']);
const portsOut = (objects: readonly Rendered[]): readonly number[] =>
  (
    find(objects, 'NetworkPolicy', 'secrets-store-operator').spec as {
      readonly egress: readonly { readonly ports: readonly { readonly port: number }[] }[];
    }
  ).egress.flatMap(({ ports }) => ports.map(({ port }) => port));
const containerOf = (objects: readonly Rendered[]): PodSpec['containers'][0] => podOf(objects).containers[0];

describe.each(helmNames)('under %s, the chart', (name) => {
  let helm: Helm;
  beforeAll(async () => {
    helm = await openHelm(name);
  }, helmBuildTimeoutMs);
  afterAll(async () => helm?.close());

  test.each([
    ['as it is', {}],
    ['with everything', everything],
    ['with the emulator', { emulator: { enabled: true } }],
    ['in two namespaces', { watchNamespaces: ['shop', 'billing'] }],
  ])('has nothing to complain of, %s', async (_how, values) => {
    await helm.ok(['lint', '--strict', chartPath, '--values', '-'], JSON.stringify(values));
  });

  test('needs no value, and installs what the docs say', async () => {
    expect(named(await render(helm)).toSorted()).toEqual([
      'ClusterRole/secrets-store-operator',
      'ClusterRole/secrets-store-operator-edit',
      'ClusterRole/secrets-store-operator-view',
      'ClusterRoleBinding/secrets-store-operator',
      'CustomResourceDefinition/clustersecretsstores.secretsstore.dev',
      'CustomResourceDefinition/secretsstores.secretsstore.dev',
      'CustomResourceDefinition/secretsstoresecrets.secretsstore.dev',
      'Deployment/secrets-store-system/secrets-store-operator',
      'Pod/secrets-store-system/secrets-store-operator-test',
      'Role/secrets-store-system/secrets-store-operator-own',
      'RoleBinding/secrets-store-system/secrets-store-operator-own',
      'Service/secrets-store-system/secrets-store-operator-metrics',
      'ServiceAccount/secrets-store-system/secrets-store-operator',
    ]);
  });

  test('installs all that is turned on', async () => {
    const kinds = new Set((await render(helm, everything)).map(({ kind }) => kind));
    for (const kind of ['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'NetworkPolicy', 'PodDisruptionBudget'])
      expect(kinds).toContain(kind);
    expect(named(await render(helm, everything))).toEqual(
      expect.arrayContaining(['ConfigMap/secrets-store-operator-object', 'ConfigMap/secrets-store-operator-text']),
    );
  });

  test('names an image by its digest where there is one', async () => {
    expect(containerOf(await render(helm)).image).toMatch(/secrets-store-operator:\d+\.\d+\.\d+$/);
    expect(containerOf(await render(helm, everything)).image).toMatch(/secrets-store-operator@sha256:[0-9a-f]{64}$/);
  });

  test('sets every option of the operator', async () => {
    const values = { ...everything, watchNamespaces: ['shop'] };
    const { args, env } = containerOf(await render(helm, values));
    const flags = new Set(args.map((arg) => /^--([a-z-]+)=/.exec(arg)?.[1]));
    const variables = new Set(env.map((variable) => variable.name));
    const unset = Object.values(runOptions)
      .filter((option) => !flags.has(option.flag) && !variables.has(option.environment))
      .map(({ flag }) => flag);
    expect(unset).toEqual(['kubeconfig']);
  });

  test('gives the operator and the emulator options that they take, whatever is turned on', async () => {
    const environment = {};
    expect(
      readConfig(runOptions, { args: containerOf(await render(helm, everything)).args.slice(1), environment }),
    ).toMatchObject({
      clusterName: 'prod-eu',
      logLevel: 'debug',
    });
    const objects = await render(helm, { emulator: { enabled: true } });
    const { spec } = find(objects, 'Deployment', 'secrets-store-operator-emulator') as {
      readonly spec: DeploymentSpec;
    };
    const { args } = spec.template.spec.containers[0];
    expect(args[0]).toBe('emulator');
    expect(readConfig(emulatorOptions, { args: args.slice(1), environment })).toMatchObject({ port: 8787 });
  });

  test('mounts the token as a file, and gives it to nobody else', async () => {
    const objects = await render(helm, { apiToken: { existingSecret: { name: 'cloudflare' } } });
    expect(podOf(objects).volumes).toEqual([
      {
        name: 'api-token',
        secret: { secretName: 'cloudflare', defaultMode: 0o440, items: [{ key: 'token', path: 'token' }] },
      },
    ]);
    expect(containerOf(objects)).toMatchObject({
      args: expect.arrayContaining(['--api-token-file=/var/run/secrets/cloudflare/token']),
      volumeMounts: [{ name: 'api-token', mountPath: '/var/run/secrets/cloudflare', readOnly: true }],
    });
    expect(containerOf(objects).env.map((variable) => variable.name)).toEqual(['POD_NAMESPACE']);
  });

  test('keeps an emulator apart from a real token', async () => {
    const values = { emulator: { enabled: true }, apiToken: { existingSecret: { name: 'cloudflare' } } };
    await expect(render(helm, values)).rejects.toThrow('emulator.enabled and apiToken.existingSecret.name');
    const variable = { emulator: { enabled: true }, extraEnv: [{ name: 'CLOUDFLARE_API_TOKEN', value: 'x' }] };
    await expect(render(helm, variable)).rejects.toThrow('the emulator gets no real token');
    const objects = await render(helm, { emulator: { enabled: true } });
    expect(containerOf(objects).args).toContain(
      '--cloudflare-api-url=http://secrets-store-operator-emulator.secrets-store-system.svc:8787/client/v4',
    );
  });

  test('guards several operators, and not one alone', async () => {
    const kindsOf = async (replicas: number): Promise<readonly string[]> =>
      (await render(helm, { replicas })).map(({ kind }) => kind);
    expect(await kindsOf(1)).not.toContain('PodDisruptionBudget');
    expect(await kindsOf(2)).toContain('PodDisruptionBudget');
    expect(podOf(await render(helm, { replicas: 2 })).topologySpreadConstraints).toHaveLength(1);
  });

  test('lets operators of one release agree by a Lease of its name, to which alone they get rights', async () => {
    const objects = objectsIn(await helm.ok(['template', 'other', chartPath]));
    const { spec } = find(objects, 'Deployment', 'other-secrets-store-operator') as { readonly spec: DeploymentSpec };
    expect(spec.template.spec.containers[0].args).toEqual(
      expect.arrayContaining([
        '--leader-elect=true',
        '--lease-name=other-secrets-store-operator',
        '--lease-seconds=30',
      ]),
    );
    expect(leaseRules(objects).flatMap(({ resourceNames = [] }) => resourceNames)).toEqual([
      'other-secrets-store-operator',
    ]);
    // The next pod is ready, as a standby, before this one ends: Kubernetes' own way.
    expect(spec.strategy).toBeUndefined();
  });

  test('replaces an operator that is alone by ending it first, and lets there be no second one', async () => {
    const leaderElection = { enabled: false };
    const objects = await render(helm, { leaderElection });
    expect(deploymentOf(objects).strategy).toEqual({ type: 'Recreate' });
    expect(containerOf(objects).args).toContain('--leader-elect=false');
    expect(leaseRules(objects)).toEqual([]);
    await expect(render(helm, { leaderElection, replicas: 2 })).rejects.toThrow('need leaderElection.enabled');
  });

  test('names no port of a NetworkPolicy twice', async () => {
    const networkPolicy = { enabled: true };
    expect(portsOut(await render(helm, { networkPolicy }))).toEqual([53, 53, 443, 6443]);
    const elsewhere = { ...networkPolicy, apiServerPorts: [16_443] };
    expect(portsOut(await render(helm, { networkPolicy: elsewhere }))).toEqual([53, 53, 16_443, 443]);
  });

  test('reads no Secret by a ClusterRole where namespaces are named', async () => {
    const objects = await render(helm, { watchNamespaces: ['shop', 'billing'] });
    const clusterWide = objects.filter(({ kind }) => kind === 'ClusterRole').flatMap(({ rules }) => rules ?? []);
    expect(clusterWide.filter(({ resources }) => resources.includes('secrets'))).toEqual([]);
    expect(named(objects)).toEqual(
      expect.arrayContaining(['Role/shop/secrets-store-operator', 'Role/billing/secrets-store-operator']),
    );
  });

  test('keeps the CRDs unless it is told not to', async () => {
    expect(policiesOf(await render(helm))).toEqual(['keep', 'keep', 'keep']);
    expect(policiesOf(await render(helm, { crds: { keep: false } }))).toEqual([undefined, undefined, undefined]);
    expect(policiesOf(await render(helm, { crds: { enabled: false } }))).toEqual([]);
  });

  test('takes values for charts around it', async () => {
    await expect(render(helm, { global: { anything: true } })).resolves.toBeDefined();
  });

  test.each<readonly [values: object, complaint: string]>([
    [{ replica: 2 }, 'replica'],
    [{ image: { repo: 'x' } }, 'repo'],
    [{ apiToken: { existingSecret: { secretName: 'x' } } }, 'secretName'],
    [{ metrics: { serviceMonitor: { enable: true } } }, 'enable'],
    [{ resources: { request: {} } }, 'request'],
    [{ replicas: -1 }, 'replicas'],
    [{ replicas: '2' }, 'replicas'],
    [{ image: { digest: 'sha256:1' } }, 'digest'],
    [{ image: { pullPolicy: 'Sometimes' } }, 'pullPolicy'],
    [{ watchNamespaces: ['Shop'] }, 'watchNamespaces'],
    [{ clusterName: 'a b' }, 'clusterName'],
    [{ log: { level: 'trace' } }, 'level'],
    [{ rateLimitShare: 2 }, 'rateLimitShare'],
    [{ extraEnv: [{ name: 'POD_NAMESPACE', value: 'x' }] }, 'extraEnv'],
    [{ extraArgs: ['log-level=debug'] }, 'extraArgs'],
    [{ imagePullSecrets: ['registry'] }, 'imagePullSecrets'],
    [{ podDisruptionBudget: { maxUnavailable: 'one' } }, 'maxUnavailable'],
    [{ podLabels: { 'app.kubernetes.io/name': 'x' } }, 'podLabels'],
    [{ leaderElection: { leaseSeconds: 5 } }, 'leaseSeconds'],
    [{ metrics: { service: { enabled: false }, serviceMonitor: { enabled: true } } }, 'metrics.service.enabled'],
  ])('refuses %j', async (values, complaint) => {
    await expect(render(helm, values)).rejects.toThrow(complaint);
  });
});

test('both Helms make the same of the chart', async () => {
  const [helm3, helm4] = await Promise.all(helmNames.map(async (name) => openHelm(name)));
  for (const values of [{}, everything]) {
    expect(await render(helm3 as Helm, values)).toEqual(await render(helm4 as Helm, values));
  }
});
