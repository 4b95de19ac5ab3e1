import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startScenario, type Scenario } from '../../support/operator-harness.ts';
import {
  accountId,
  credentialSecret,
  email,
  resource,
  sourceSecret,
  store,
  storeName,
} from '../../support/sample-objects.ts';

/** Nothing that appears by chance. */
const canary = (what: string): string => `${what}-${randomBytes(18).toString('hex')}`;

/** Every part of it of some length, as it is and as the API server keeps it. */
function traces(secret: string): readonly string[] {
  const random = secret.slice(-36);
  return [
    random.slice(0, 12),
    random.slice(12, 24),
    random.slice(24),
    Buffer.from(secret).toString('base64').slice(0, 24),
  ];
}

/** Everything that an operator writes where somebody may read it. */
async function everythingSaid(scenario: Scenario): Promise<string> {
  const kinds = ['SecretsStoreSecret', 'SecretsStore', 'ClusterSecretsStore', 'Event'] as const;
  const objects = await Promise.all(kinds.map(async (kind) => scenario.list(kind)));
  const calls = await scenario.admin.calls();
  return [JSON.stringify([objects, calls, await scenario.kubeRequestLog()]), ...scenario.logLines()].join('\n');
}

async function expectSilence(scenario: Scenario, secrets: readonly string[]): Promise<void> {
  const said = await everythingSaid(scenario);
  expect(said.length).toBeGreaterThan(1_000);
  expect(secrets.flatMap(traces).filter((trace) => said.includes(trace))).toEqual([]);
}

test('values are seen in what is pushed and nowhere else, whatever happens', async () => {
  const token = canary('token');
  const globalKey = canary('global');
  const [first, second, foreign] = [canary('first'), canary('second'), canary('foreign')];
  const scenario = await startScenario({ account: { tokens: [token], email, globalKey } });
  await scenario.admin.seed(accountId, storeName, [{ name: 'TAKEN', value: foreign }]);
  // Cloudflare's own words may repeat what it was sent.
  const echo = { success: false, errors: [{ code: 1001, message: `secret_value_odd: ${first}` }], messages: [first] };
  await scenario.admin.inject({
    operation: 'secrets.create',
    nth: 1,
    action: { kind: 'status', status: 500, body: { ...echo, result: first } },
  });
  await scenario.admin.inject({
    operation: 'secrets.create',
    nth: 2,
    action: { kind: 'status', status: 502, html: `<p>${first} ${token}` },
  });

  await scenario.apply(
    sourceSecret({ token }, 'cloudflare'),
    store(),
    sourceSecret({ KEY: first, TAKEN: first, BROKEN: Buffer.concat([Buffer.from(first), Buffer.from([0xff])]) }),
    resource({ dataFrom: { include: ['*'] } }),
  );
  await scenario.eventually(async () => (await scenario.remote())['KEY']?.value === first, { until: 'it is created' });
  await scenario.admin.inject({
    operation: 'secrets.edit',
    nth: 1,
    action: { kind: 'status', status: 400, body: { ...echo, errors: [{ code: 1001, message: second }] } },
  });
  await scenario.apply(sourceSecret({ KEY: second, TAKEN: first }));
  await scenario.untilResource(
    'app',
    ({ status }) => status?.entries?.some(({ reason }) => reason === 'RequestRejected') === true,
    'says that the change was refused',
  );
  await scenario.apply(sourceSecret({ KEY: second }));
  await scenario.untilReady();
  expect((await scenario.remote())['KEY']?.value).toBe(second);
  expect((await scenario.remote())['TAKEN']?.value).toBe(foreign);

  await scenario.apply(
    sourceSecret({ key: globalKey }, 'global'),
    store({ auth: { globalApiKey: { email, secretRef: { name: 'global', key: 'key' } } } }, 'by-key'),
    resource({ storeRef: { name: 'by-key' }, data: [{ name: 'OTHER', key: 'KEY' }] }, 'by-key'),
  );
  await scenario.untilReady('by-key');
  await expectSilence(scenario, [token, globalKey, first, second, foreign]);
  await scenario.remove('SecretsStoreSecret', 'app');
  await scenario.untilGone();
  await expectSilence(scenario, [token, globalKey, first, second, foreign]);
});

test('values that were put together are not seen elsewhere, nor are their parts', async () => {
  const [user, password] = [canary('user'), canary('password')];
  const scenario = await startScenario();
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({
      user,
      password,
      odd: `${user}\r'"`,
      binary: Buffer.concat([Buffer.from(password), Buffer.from([0xff])]),
    }),
    resource({
      data: [
        { name: 'URL', template: '$(user):$(password)' },
        { name: 'JSON', bundle: { format: 'Json', include: ['user', 'password', 'odd'] } },
        { name: 'DOTENV', bundle: { format: 'Dotenv', include: ['user', 'password'] } },
        { name: 'MISSING', template: '$(user)$(other)' },
        { name: 'BINARY', template: '$(user)$(binary)' },
        { name: 'UNQUOTABLE', bundle: { format: 'Dotenv', include: ['user', 'odd'] } },
      ],
    }),
  );
  const { status } = await scenario.untilResource(
    'app',
    (found) => found.status?.entries?.filter(({ state }) => state === 'Synced').length === 3,
    'has three entries that are Synced',
  );
  const reasons = status?.entries?.flatMap(({ reason }) => reason ?? []);
  expect(reasons?.toSorted()).toEqual(['InvalidUtf8', 'KeyMissing', 'UnquotableValue']);
  expect(await scenario.remote()).toMatchObject({
    URL: { value: `${user}:${password}` },
    DOTENV: { value: `password='${password}'\nuser='${user}'\n` },
  });
  await expectSilence(scenario, [user, password]);
});

test('a credential that cannot be used is not shown either', async () => {
  const refused = canary('refused');
  const malformed = `${canary('malformed')} ü`;
  const wrongKey = canary('key');
  const scenario = await startScenario();
  await scenario.apply(
    sourceSecret({ token: refused, odd: malformed, key: wrongKey }, 'cloudflare'),
    store(),
    store({ auth: { apiToken: { secretRef: { name: 'cloudflare', key: 'odd' } } } }, 'odd'),
    store({ auth: { globalApiKey: { email, secretRef: { name: 'cloudflare', key: 'key' } } } }, 'by-key'),
  );
  for (const name of ['default', 'odd', 'by-key'])
    await scenario.untilStore({ status: 'False', reason: 'CredentialRefused' }, { name });
  await expectSilence(scenario, [refused, malformed.slice(0, -2), wrongKey]);
});
