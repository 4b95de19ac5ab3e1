import { chmod, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findOrBuildBinaries } from './binaries.ts';
import { startControlPlane } from './control-plane.ts';
import type { ControlPlane } from './control-plane.ts';
import { waitUntil } from './wait-until.ts';

const known = 'shop/reader';
let plane: ControlPlane;
let bootSeconds: number;

beforeAll(async () => {
  const options = { controllers: true, kubectl: true, serviceAccounts: [known, 'shop/stranger'] };
  const startedAt = performance.now();
  plane = await startControlPlane(options);
  bootSeconds = (performance.now() - startedAt) / 1000;
});

afterAll(async () => {
  await plane?.stop();
});

describe('a control plane', () => {
  it('is ready within 10 s', () => {
    expect(bootSeconds).toBeLessThan(10);
  });

  it('answers kubectl with the columns that the server chooses', async () => {
    expect(await ok(['create', 'configmap', 'columns', '--from-literal=a=1'])).toContain('created');
    expect(await ok(['get', 'configmap', 'columns'])).toMatch(/^NAME +DATA +AGE\ncolumns +1 /);
  });

  it('reports the version that it was built from', async () => {
    const { serverVersion } = JSON.parse(await ok(['version', '-o', 'json']));
    expect(serverVersion.gitVersion).toMatch(/^v1\.\d+\.\d+$/);
  });

  it('reads what is to be applied from stdin', async () => {
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'from-stdin' }, data: { a: '1' } };
    expect(await ok(['apply', '-f', '-'], JSON.stringify(manifest))).toContain('configmap/from-stdin created');
  });

  it('refuses a service account that no role is bound to', async () => {
    const { exitCode, stderr } = await plane.kubectl([...as('shop/stranger'), 'get', 'secrets']);
    expect(stderr).toContain('User "system:serviceaccount:shop:stranger" cannot list resource "secrets"');
    expect(exitCode).toBe(1);
  });

  it('grants a service account what its role says, and no more', async () => {
    await ok(['create', 'role', 'reader', '--verb=list', '--resource=secrets']);
    await ok(['create', 'rolebinding', 'reader', '--role=reader', '--serviceaccount=shop:reader']);
    await waitUntil(async () => (await plane.kubectl([...as(known), 'get', 'secrets'])).exitCode === 0, {
      until: 'the role binding is in force',
      timeoutMs: 5_000,
    });
    expect((await plane.kubectl([...as(known), 'get', 'pods'])).stderr).toContain('cannot list resource "pods"');
  });

  it('has no kubeconfig for a service account that was not named at the start', () => {
    expect(() => plane.userKubeconfig({ serviceAccount: 'shop/other' })).toThrow(
      'startControlPlane({ serviceAccounts })',
    );
  });

  it('lets a deleted namespace disappear with what was in it', async () => {
    await ok(['create', 'namespace', 'short-lived']);
    await ok(['create', 'configmap', 'inside', '--namespace=short-lived']);
    await ok(['delete', 'namespace', 'short-lived', '--wait=false']);
    await waitUntil(
      async () => (await plane.kubectl(['get', 'namespace', 'short-lived'])).stderr.includes('NotFound'),
      {
        until: 'the namespace is gone',
        timeoutMs: 30_000,
      },
    );
  });

  it('collects what a deleted owner leaves', async () => {
    await ok(['create', 'configmap', 'owner']);
    const uid = await ok(['get', 'configmap', 'owner', '-o', 'jsonpath={.metadata.uid}']);
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid }];
    const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences } };
    await ok(['apply', '-f', '-'], JSON.stringify(owned));
    await ok(['delete', 'configmap', 'owner']);
    await waitUntil(async () => (await plane.kubectl(['get', 'configmap', 'owned'])).stderr.includes('NotFound'), {
      until: 'the owned object is gone',
      timeoutMs: 30_000,
    });
  });

  it('answers nobody while it is paused', async () => {
    plane.pause();
    const frozen = await plane.kubectl(['get', 'namespaces', '--request-timeout=1s']);
    plane.resume();
    expect(frozen.exitCode).toBe(1);
    await ok(['get', 'namespaces']);
  });

  it('is down during a restart, and then has its data, its address and its certificate again', async () => {
    await ok(['create', 'configmap', 'kept']);
    let stderr = '';
    await plane.restartApiServer(async () => {
      stderr = (await plane.kubectl(['get', 'namespaces'])).stderr;
    });
    expect(stderr).toContain('refused');
    expect(await ok(['get', 'configmap', 'kept'])).toContain('kept');
  });

  it('answers 410 to a watch from before a compaction and a restart', async () => {
    const { metadata } = JSON.parse(await ok(['get', '--raw', '/api/v1/configmaps']));
    await ok(['create', 'configmap', 'later']);
    await plane.compactEtcd();
    await plane.restartApiServer();
    const watch = `/api/v1/configmaps?watch=1&timeoutSeconds=5&resourceVersion=${metadata.resourceVersion}`;
    expect(JSON.parse(await ok(['get', '--raw', watch])).object).toMatchObject({ code: 410, reason: 'Expired' });
  });
});

describe('a boot that fails', () => {
  it('shows the end of the guilty log, and leaves nothing behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'failing-boot-'));
    const { etcd } = await findOrBuildBinaries(['etcd'], { onProgress: () => undefined });
    await symlink(etcd, join(folder, 'etcd'));
    await writeFile(join(folder, 'kube-apiserver'), '#!/bin/sh\necho "unknown flag: --whatever"\nexit 3\n');
    await chmod(join(folder, 'kube-apiserver'), 0o755);
    vi.stubEnv('KUBEBUILDER_ASSETS', folder);

    const started = startControlPlane({ directory: folder });
    await expect(started).rejects.toThrow(/kube-apiserver ended.*exit code 3.*unknown flag: --whatever/s);
    vi.unstubAllEnvs();
    expect((await readdir(folder)).sort()).toEqual(['etcd', 'kube-apiserver']);
    await rm(folder, { recursive: true });
  });
});

async function ok(args: readonly string[], stdin = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await plane.kubectl(args, { stdin });
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

function as(serviceAccount: string): string[] {
  return ['--kubeconfig', plane.userKubeconfig({ serviceAccount }), '--namespace=default'];
}
