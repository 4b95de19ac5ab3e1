import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { type ClientResult, runClient } from '../../control-plane/run-client.ts';
import { type Helm, helmBuildTimeoutMs, openHelm } from '../../helm/helm.ts';
import { startScenario } from '../../support/operator-harness.ts';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { everything, find, render, type Rendered } from '../../support/rendered-chart.ts';
import { runCommand } from '../../support/run-command.ts';

interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly [{ readonly command: readonly [string, ...string[]] }];
}

/** What a pod's spec is: it stands as it is, or within a Deployment. */
const specOf = ({ kind, spec }: Rendered): PodSpec =>
  kind === 'Pod' ? (spec as PodSpec) : (spec as { readonly template: { readonly spec: PodSpec } }).template.spec;

let helm: Helm;
beforeAll(async () => void (helm = await openHelm('helm4')), helmBuildTimeoutMs);
afterAll(async () => helm?.close());

describe('where the policy `restricted` is enforced, the API server', () => {
  const namespace = `restricted-${randomBytes(4).toString('hex')}`;
  let folder: string;
  const kubectl = async (args: readonly string[], objects: object = {}): Promise<ClientResult> =>
    runClient(args, {
      path: inject('kubectlPath'),
      kubeconfigPath: inject('kubeconfigPath'),
      directory: folder,
      stdin: JSON.stringify(objects),
    });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'restricted-'));
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    const metadata = { name: namespace, labels };
    await kubectl(['create', '--filename=-'], { apiVersion: 'v1', kind: 'Namespace', metadata });
  });
  afterAll(async () => {
    await kubectl(['delete', 'namespace', namespace, '--wait=false']);
    await rm(folder, { recursive: true, force: true });
  });

  const create = async (spec: object): Promise<ClientResult> =>
    kubectl(['create', '--dry-run=server', '--namespace', namespace, '--filename=-'], {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pod' },
      spec: { ...spec, serviceAccountName: 'default', priorityClassName: '' },
    });

  test('takes every pod of the chart', async () => {
    const objects = [...(await render(helm, { emulator: { enabled: true } })), ...(await render(helm, everything))];
    const specs = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'Pod').map(specOf);
    expect(specs).toHaveLength(5);
    for (const spec of specs) expect(await create(spec)).toMatchObject({ stderr: '', exitCode: 0 });
  });

  test('refuses one that may become root, so that it is known to look', async () => {
    const [pod] = (await render(helm, { podSecurityContext: { runAsNonRoot: false } }))
      .filter(({ kind }) => kind === 'Deployment')
      .map(specOf);
    expect((await create(pod ?? {})).stderr).toContain('violates PodSecurity "restricted:latest"');
  });
});

const timeout = 180_000;

test(
  'helm test finds the operator behind the Service, without a right in the cluster, and nobody else',
  { timeout },
  async () => {
    const objects = await render(helm, {});
    const pod = find(objects, 'Pod', 'secrets-store-operator-test');
    expect(pod.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'test' });
    expect(specOf(pod).serviceAccountName).toBeUndefined();
    expect(specOf(pod).automountServiceAccountToken).toBe(false);
    const [node, ...args] = specOf(pod).containers[0].command;
    const url = new URL(args.pop() ?? '');
    expect(node).toBe('/nodejs/bin/node');

    // By that name and port, the Service has the operator's pods.
    const [name = '', namespace] = url.hostname.split('.');
    const service = find(objects, 'Service', name);
    expect([url.hostname, service.metadata.namespace]).toEqual([`${name}.${namespace}.svc`, namespace]);
    expect(service.spec).toMatchObject({ ports: [{ port: Number(url.port), targetPort: 'metrics' }] });
    const { template } = find(objects, 'Deployment', 'secrets-store-operator').spec as {
      readonly template: { readonly metadata: object };
    };
    expect(template.metadata).toMatchObject({ labels: (service.spec as { readonly selector: object }).selector });

    const scenario = await startScenario({ operator: 'Later' });
    const operator = await startOperatorProcess(scenario);
    const ask = async (address: string) => runCommand(process.execPath, [...args, address]);
    expect(await ask(operator.metricsUrl)).toMatchObject({
      exitCode: 0,
      output: `Secrets Store Operator ${packageJson.version} answers at ${operator.metricsUrl}`,
    });
    // Somebody else's server.
    expect(await ask(scenario.baseUrl)).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining(`No operator answers at ${scenario.baseUrl}`),
    });
  },
);
