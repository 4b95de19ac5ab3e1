import { expect, test } from 'vitest';
import { expected } from '../../support/emulator-behaviour.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
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
import { upTo } from '../../support/up-to.ts';
import { otherClient } from './other-client.ts';
import { resync } from './synced.ts';

const data = [{ name: 'COPY', copyOf: 'MASTER', scopes: ['dex'], comment: 'a copy' }];
/** Copies alone need no Secret. */
const copies = (entries: readonly object[] = data, name = 'app') => ({
  kind: 'SecretsStoreSecret' as const,
  metadata: { name },
  spec: { storeRef: { name: 'default' }, scopes: ['workers'], data: entries },
});
const master = { name: 'MASTER', value: 'of the master' };
const seed = async ({ admin }: Scenario, ...seeds: Parameters<typeof admin.seed>[2][number][]) =>
  admin.seed(accountId, storeName, seeds);
const entryOf = async (scenario: Scenario, name = 'COPY') =>
  (await scenario.read('SecretsStoreSecret', 'app'))?.status?.entries?.find((entry) => entry.name === name);

const startCopied = async (): Promise<Scenario> => {
  const scenario = await startScenario();
  await seed(scenario, master);
  await scenario.apply(credentialSecret(), store(), copies());
  await scenario.untilReady();
  await scenario.settle();
  await scenario.clearCalls();
  return scenario;
};

test('a copy is made at Cloudflare, once, and the value never comes here', async () => {
  const scenario = await startCopied();
  const mark = `[k8s test ${scenario.namespace}/app]`;
  expect((await scenario.remote())['COPY']).toMatchObject({
    value: 'of the master',
    scopes: ['dex'],
    comment: `a copy ${mark}`,
  });
  const { MASTER } = await scenario.remote();
  expect(await entryOf(scenario)).toMatchObject({
    state: 'Synced',
    copiedFrom: { name: 'MASTER', secretId: MASTER?.id, modifiedTime: MASTER?.modified },
  });
  await scenario.nudge('app');
  await scenario.restartOperator();
  await scenario.settle();
  expect(await scenario.calls()).toEqual({ 'quota.get': 1, 'secrets.list': 1 });

  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  expect(Object.keys(await scenario.remote())).toEqual(['MASTER']);
});

test('an origin that changes makes its copy outdated, until an annotation has it made anew', async () => {
  const scenario = await startCopied();
  await otherClient(scenario).change('MASTER', { value: 'rotated' });
  await resync(scenario);
  // A new value is pending at first; only what is active can be copied.
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.entries?.[0]?.message?.includes('copy-again: "') ?? false,
    'says when the origin changed',
  );
  expect(status?.entries).toMatchObject([{ state: 'Outdated', reason: 'CopyOutdated' }]);
  expect((await scenario.remote())['COPY']?.value).toBe('of the master');
  const [, time = ''] = /copy-again: "([^"]+)"/.exec(status?.entries?.[0]?.message ?? '') ?? [];
  await scenario.clearCalls();
  await scenario.annotate('SecretsStoreSecret', 'app', { 'secretsstore.dev/copy-again': time });
  await scenario.untilReady();
  expect((await scenario.remote())['COPY']?.value).toBe('rotated');
  // Where the name stays taken for three seconds, it is tried until it is free.
  const tries = expected<unknown>({ default: 1, worstCase: upTo(6) });
  expect(await scenario.calls()).toMatchObject({ 'secrets.delete': 1, 'secrets.duplicate': tries });
});

test('a copy that somebody deleted is made again', async () => {
  const scenario = await startCopied();
  await scenario.restartOperator();
  await scenario.settle();
  await otherClient(scenario).remove('COPY');
  await resync(scenario);
  await scenario.eventually(async () => (await scenario.remote())['COPY']?.value === 'of the master', {
    until: 'it is there again',
  });
  await scenario.untilReady();
});

test('an entry of the same resource is copied once it is active, and a copy of a copy after that', async () => {
  const scenario = await startScenario();
  const entries = [
    { name: 'SECOND', copyOf: 'FIRST' },
    { name: 'FIRST', copyOf: 'KEY' },
    { name: 'KEY', key: 'key' },
  ];
  await scenario.apply(credentialSecret(), store(), sourceSecret({ key: 'value' }), resource({ data: entries }));
  await scenario.untilReady();
  expect(await scenario.remote()).toMatchObject({ FIRST: { value: 'value' }, SECOND: { value: 'value' } });
  expect(await scenario.calls()).toMatchObject({ 'secrets.create': 1, 'secrets.duplicate': 2 });

  await scenario.apply(sourceSecret({ key: 'rotated' }));
  await scenario.untilFailing('CopyOutdated');
  await scenario.settle();
  expect(await scenario.remote()).toMatchObject({ KEY: { value: 'rotated' }, FIRST: { value: 'value' } });
});

test('an origin that comes by another resource wakes who waits for it', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), copies([{ name: 'COPY', copyOf: 'KEY' }]));
  const { status } = await scenario.untilFailing('OriginNotReady');
  expect(status?.entries).toMatchObject([{ name: 'COPY', state: 'Waiting' }]);
  await scenario.apply(sourceSecret({ key: 'value' }), resource({}, 'origin'));
  await scenario.untilReady();
  expect((await scenario.remote())['COPY']?.value).toBe('value');
});

test('an origin that comes by somebody else is seen by the next listing', async () => {
  const scenario = await startScenario();
  await scenario.apply(credentialSecret(), store(), copies());
  await scenario.untilFailing('OriginNotReady');
  await seed(scenario, master);
  await resync(scenario);
  await scenario.untilReady();
});

test('a lost answer is settled by a listing, and nothing is made twice', async () => {
  const scenario = await startScenario();
  await seed(scenario, master);
  await scenario.admin.inject({ operation: 'secrets.duplicate', action: { kind: 'reset', when: 'after' }, times: 1 });
  await scenario.apply(credentialSecret(), store(), copies());
  await scenario.untilReady();
  // Where listings lag, they do not show it at first; the name is taken then.
  const tries = expected<unknown>({ default: 1, worstCase: upTo(4) });
  expect(await scenario.calls()).toMatchObject({ 'secrets.duplicate': tries });
  expect(await entryOf(scenario)).toHaveProperty('copiedFrom.name', 'MASTER');
});

test('in a shared store nobody copies, or learns of, what another namespace has', async () => {
  const scenario = await startScenario();
  await seed(scenario, { ...master, name: 'BANK_KEY', comment: '[k8s test bank/keys]' }, { ...master, name: 'OTHER' });
  const allowedNamespaces = [{ selector: {}, secretNames: ['COPY*', 'BANK_*'] }];
  const entries = [
    { name: 'COPY_1', copyOf: 'BANK_KEY' },
    { name: 'COPY_2', copyOf: 'BANK_NONE' },
    { name: 'COPY_3', copyOf: 'OTHER' },
  ];
  const { spec, ...rest } = copies(entries);
  await scenario.apply(credentialSecret(), clusterStore({ allowedNamespaces }), {
    ...rest,
    spec: { ...spec, storeRef: sharedStoreRef },
  });
  const { status } = await scenario.untilFailing('NameNotAllowed');
  const [bank, none, other] = ['COPY_1', 'COPY_2', 'COPY_3'].map((name) =>
    status?.entries?.find((entry) => entry.name === name),
  );
  expect([bank?.reason, none?.reason, other?.reason]).toEqual(['OriginNotReady', 'OriginNotReady', 'NameNotAllowed']);
  expect(bank?.message?.replace('BANK_KEY', 'X').replace('COPY_1', 'Y')).toBe(
    none?.message?.replace('BANK_NONE', 'X').replace('COPY_2', 'Y'),
  );
  expect(Object.keys(await scenario.calls())).not.toContain('secrets.duplicate');
});

test('a copy for which the account has no place is not tried', async () => {
  const scenario = await startScenario({ account: { secretsQuota: 1 } });
  await seed(scenario, master);
  await scenario.apply(credentialSecret(), store(), copies());
  await scenario.untilFailing('QuotaExceeded');
  expect(Object.keys(await scenario.calls())).not.toContain('secrets.duplicate');
});
