import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { userAgent } from '../../../src/cli/version.ts';
import { followAuditLog } from '../../support/audit-log.ts';
import type { NewObject } from '../../support/kube-objects.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { type Ended, runProgram } from '../../support/run-program.ts';
import {
  accountId,
  clusterStore,
  credentialSecret,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
  storeName,
} from '../../support/sample-objects.ts';
import { inStore, startAt } from './moving.ts';
import { startSynced } from './synced.ts';

const apiVersions = { Secret: 'v1', SecretsStoreSecret: 'secretsstore.dev/v1alpha1' } as const;

/** As it would stand in a user's file: JSON is YAML. */
const documentOf = ({ kind, ...rest }: NewObject): string =>
  JSON.stringify({
    apiVersion: kind === 'Secret' ? apiVersions.Secret : apiVersions.SecretsStoreSecret,
    kind,
    ...rest,
  });

const fileOf = (...objects: readonly NewObject[]): string => objects.map(documentOf).join('\n---\n');

/** The verb as a user runs it, beside whatever operator runs. Files are given by their contents, `-` by its own. */
async function plan(
  { namespace, baseUrl }: Scenario,
  { files = [], stdin, flags = [] }: { files?: readonly string[]; stdin?: string; flags?: readonly string[] } = {},
): Promise<Ended> {
  const directory = mkdtempSync(join(tmpdir(), 'plan-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const paths = files.map((content, index) => {
    const path = join(directory, `${index}.yaml`);
    writeFileSync(path, content);
    return path;
  });
  const args = [
    'plan',
    ...[...paths, ...(stdin === undefined ? [] : ['-'])].flatMap((path) => ['-f', path]),
    `--kubeconfig=${inject('kubeconfigPath')}`,
    `--namespace=${namespace}`,
    `--operator-namespace=${namespace}`,
    '--cluster-name=test',
    `--cloudflare-api-url=${baseUrl}`,
    ...flags,
  ];
  return runProgram(args, { stdin: stdin ?? '' });
}

const planJson = async (...args: Parameters<typeof plan>) => {
  const [scenario, { flags = [], ...options } = {}] = args;
  const { stdout, ...ended } = await plan(scenario, { ...options, flags: [...flags, '--output', 'json'] });
  return { ...ended, said: JSON.parse(stdout) as unknown };
};

const startIdle = async (): Promise<Scenario> => startScenario({ operator: 'Later' });

describe('the verb plan', () => {
  test('says of the cluster that nothing would change, with exit code 0', async () => {
    const scenario = await startSynced();
    expect(await plan(scenario)).toEqual({
      exitCode: 0,
      stdout: 'Plan for 1 resource: 1 unchanged.\n',
      stderr: '',
    });
  });

  test('says what would change, with exit code 2, and reads only', async () => {
    const scenario = await startIdle();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource());
    const audit = await followAuditLog(inject('auditLogPath'), userAgent);
    const { exitCode, stdout, stderr } = await plan(scenario);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(stdout).toMatch(/^RESOURCE +ACTION +SECRET +PARTS +WHY\n/);
    expect(stdout).toMatch(new RegExp(`^${scenario.namespace}/app +Create +KEY +it is not there yet$`, 'm'));
    expect(stdout).toContain('Plan for 1 resource: 1 to create.\n');
    const methods = new Set((await scenario.callLog()).map(({ method }) => method));
    expect([...methods]).toEqual(['GET']);
    const requests = await scenario.eventually(
      async () => {
        const seen = await audit.requests();
        return seen.length >= 5 && seen;
      },
      { until: 'the audit log has its requests' },
    );
    expect(new Set(requests.map(({ verb }) => verb))).toEqual(new Set(['get', 'list']));
    expect((await scenario.read('SecretsStoreSecret', 'app'))?.status).toBeUndefined();
    expect(await scenario.read('Secret', 'secrets-store-operator-digest-key')).toBeUndefined();
  });

  test('takes what is in files in place of what is in the cluster, and disturbs no operator', async () => {
    const scenario = await startSynced();
    const file = fileOf(
      resource({
        data: [
          { name: 'KEY', key: 'key' },
          { name: 'OTHER', template: '$(key)!' },
        ],
      }),
      sourceSecret({ key: 'second' }),
    );
    const { exitCode, said } = await planJson(scenario, { files: [file] });
    expect(exitCode).toBe(2);
    expect(said).toMatchObject({
      counts: { creates: 1, updates: 1 },
      resources: [
        {
          namespace: scenario.namespace,
          name: 'app',
          changes: [
            { name: 'KEY', action: 'Update', parts: ['value'] },
            { name: 'OTHER', action: 'Create' },
          ],
          failures: [],
        },
      ],
    });
    expect(JSON.stringify(said)).not.toContain('second');
    await scenario.settle();
    expect((await scenario.remote())['KEY']?.value).toBe('first');
  });

  test('shows a move: what would be created in the new store, and deleted in the old one', async () => {
    const scenario = await startAt();
    const { exitCode, said } = await planJson(scenario, { files: [fileOf(inStore('spare'))] });
    expect(exitCode).toBe(2);
    const changes = [
      { name: 'KEY', action: 'Delete', why: expect.stringContaining(accountId) },
      { name: 'KEY', action: 'Create' },
    ];
    expect(said).toMatchObject({ counts: { creates: 1, deletions: 1 }, resources: [{ changes, failures: [] }] });
  });

  test('says what a Secret in a file would do to the resources that use it', async () => {
    const scenario = await startSynced();
    expect(await plan(scenario, { stdin: fileOf(sourceSecret({ key: 'first' })) })).toMatchObject({ exitCode: 0 });
    const changed = await plan(scenario, { stdin: fileOf(sourceSecret({ key: 'second' })) });
    expect(changed).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/Update +KEY +value +its source/) });
    expect(await plan(scenario, { stdin: fileOf(sourceSecret({ key: 'x' }, 'unused')) })).toMatchObject({
      exitCode: 0,
    });
  });

  test('plans resources that are nowhere yet, two of which want one name', async () => {
    const scenario = await startIdle();
    await scenario.apply(credentialSecret(), clusterStore(), sourceSecret({ key: 'value' }));
    const spec = { storeRef: sharedStoreRef };
    const { exitCode, said } = await planJson(scenario, {
      files: [fileOf(resource(spec, 'one')), fileOf(resource(spec, 'two'))],
    });
    expect(exitCode).toBe(1);
    expect(said).toMatchObject({
      resources: [
        { name: 'one', changes: [{ name: 'KEY', action: 'Create' }] },
        { name: 'two', changes: [], failures: [{ name: 'KEY', reason: 'Conflict' }] },
      ],
    });
  });

  test('counts a place of the account once', async () => {
    const scenario = await startScenario({ operator: 'Later', account: { secretsQuota: 1 } });
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }));
    const other = resource({ data: [{ name: 'OTHER', key: 'key' }] }, 'other');
    const { said } = await planJson(scenario, { files: [fileOf(resource(), other)] });
    expect(said).toMatchObject({ counts: { creates: 1, held: 1 } });
  });

  test('plans for a resource that only plans as if it were to apply', async () => {
    const scenario = await startIdle();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource({ mode: 'Plan' }));
    expect(await plan(scenario)).toMatchObject({ exitCode: 2 });
  });

  test('says that a suspended one would do nothing, with exit code 0', async () => {
    const scenario = await startIdle();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource({ suspend: true }));
    expect(await plan(scenario)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Suspended: Nothing is written'),
    });
  });

  test('tells what is not possible, with exit code 1, whatever else would change', async () => {
    const scenario = await startIdle();
    await scenario.admin.seed(accountId, storeName, [{ name: 'TAKEN', value: 'by hand' }]);
    const data = [
      { name: 'KEY', key: 'key' },
      { name: 'TAKEN', key: 'key' },
    ];
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource({ data }));
    const { exitCode, stdout } = await plan(scenario);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/none +TAKEN +Conflict: Cannot create/);
    expect(stdout).toContain('1 to create, 1 not possible');
  });

  test('tells why a store cannot be opened, with exit code 1', async () => {
    const scenario = await startIdle();
    await scenario.apply(credentialSecret('wrong'), store(), sourceSecret({ key: 'value' }), resource());
    const { exitCode, stdout } = await plan(scenario);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('CredentialRefused');
  });

  test('shows no value, however it is told', async () => {
    const value = randomBytes(18).toString('hex');
    const scenario = await startIdle();
    await scenario.apply(credentialSecret(), store(), sourceSecret({ key: value, odd: Buffer.from([0xff]) }));
    const data = [
      { name: 'KEY', key: 'key' },
      { name: 'ODD', key: 'odd' },
      { name: 'MADE', template: '$(key)$(missing)' },
    ];
    const files = [fileOf(resource({ data }), sourceSecret({ key: value }))];
    for (const output of ['table', 'json']) {
      const { stdout, stderr } = await plan(scenario, { files, flags: ['--output', output] });
      expect(stdout).toContain('KeyMissing');
      expect(stdout + stderr).not.toContain(value.slice(0, 12));
    }
  });

  test('tells what is wrong with a file in one line, with exit code 1 and without its text', async () => {
    const scenario = await startIdle();
    const { exitCode, stdout, stderr } = await plan(scenario, { stdin: 'stringData: {key: "s3cret\n' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^Cannot read stdin, document 1: it is not YAML \([A-Z_]+, line \d\)\n$/);
  });
});

test('a store that the operator would create first is said to be missing, and is not created', async () => {
  const scenario = await startScenario({ operator: 'Later', account: { stores: [] } });
  await scenario.apply(
    credentialSecret(),
    store({ store: { name: 'mine' }, creationPolicy: 'IfMissing' }),
    sourceSecret({ key: 'value' }),
    resource(),
  );
  const { exitCode, stdout, stderr } = await plan(scenario);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toMatch(/Store "mine" does not exist at Cloudflare yet; an operator would create it/);
  expect(await scenario.admin.stores(accountId)).toEqual([]);
});
