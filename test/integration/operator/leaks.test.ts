import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startOperatorProcess } from '../../support/operator-process.ts';
import { type Scenario, startScenario } from '../../support/operator-harness.ts';
import { runProgram } from '../../support/run-program.ts';
import {
  accountId,
  clusterStore,
  email,
  resource,
  sharedStoreRef,
  sourceSecret,
  store,
  storeName,
} from '../../support/sample-objects.ts';

/** Nothing that appears by chance, nor does a third of it. */
const canary = (what: string): string => `${what}-${randomBytes(18).toString('hex')}`;

const traces = (secret: string): readonly string[] => [
  ...[0, 12, 24].map((from) => secret.slice(-36).slice(from, from + 12)),
  Buffer.from(secret).toString('base64').slice(0, 24),
];

/** A verb of the program, as a user calls it beside the operator: all that it prints. */
async function printed(scenario: Scenario, tokenFile: string, ...words: readonly string[]): Promise<string> {
  const connection = [
    '--cloudflare-api-url',
    scenario.baseUrl,
    '--cluster-name',
    'test',
    '--api-token-file',
    tokenFile,
  ];
  const { stdout, stderr } = await runProgram([
    ...words,
    '--kubeconfig',
    inject('kubeconfigPath'),
    ...(words[0] === 'release' ? [] : connection),
  ]);
  return stdout + stderr;
}

/** Throws, some time after it is asked to by a signal, an error that holds what is in the environment of the process. */
const crashOnSignal = `process.on('SIGUSR2', () => setImmediate(() => {
  throw Object.assign(new Error(process.env.CRASH_WITH), { config: { headers: process.env.CRASH_WITH } });
}));`;

test('no value, token or key leaves a real process by what it says, is asked or crashes with', async () => {
  const [token, ownToken, globalKey] = [canary('token'), canary('own'), canary('global')];
  const [value, next, foreign] = [canary('value'), canary('next'), canary('foreign')];
  const secrets = [token, ownToken, globalKey, value, next, foreign];
  const directory = await mkdtemp(join(tmpdir(), 'leaks-'));
  onTestFinished(async () => rm(directory, { recursive: true }));
  const [tokenFile, preload] = [join(directory, 'token'), join(directory, 'crash.mjs')];
  await writeFile(tokenFile, ownToken);
  await writeFile(preload, crashOnSignal);

  const scenario = await startScenario({
    operator: 'Later',
    account: { tokens: [token, ownToken], email, globalKey },
  });
  await scenario.admin.seed(accountId, storeName, [{ name: 'TAKEN', value: foreign }]);
  // Cloudflare's own words, and those of a proxy, may repeat what was sent.
  for (const [nth, operation] of [
    'secrets.create',
    'secrets.edit',
    'secrets.list',
    'quota.get',
    'tokens.verifyUser',
  ].entries()) {
    const echo = `<p>${[token, ownToken, globalKey, value, next].join(' ')}`;
    const message = echo.slice(3);
    const action =
      nth % 2 === 0
        ? ({ kind: 'status', status: 502, html: echo } as const)
        : ({
            kind: 'status',
            status: 500,
            body: { success: false, errors: [{ code: 1001, message }], messages: [message], result: message },
          } as const);
    await scenario.admin.inject({ operation, nth: 1, action });
  }
  await scenario.apply(
    sourceSecret({ token }, 'cloudflare'),
    sourceSecret({ key: globalKey }, 'global'),
    store(),
    store({ auth: { globalApiKey: { email, secretRef: { name: 'global', key: 'key' } } } }, 'by-key'),
    clusterStore({ auth: undefined }),
    sourceSecret({ KEY: value, TAKEN: value, SHARED: value }),
    resource({
      data: [
        { name: 'KEY', key: 'KEY' },
        { name: 'TAKEN', key: 'TAKEN' },
        { name: 'MADE', template: 'x$(KEY)' },
      ],
    }),
    resource(
      { storeRef: { name: 'by-key' }, data: [{ name: 'BY_KEY', bundle: { format: 'Json', include: ['KEY'] } }] },
      'by-key',
    ),
    resource({ storeRef: sharedStoreRef, data: [{ name: 'SHARED', key: 'SHARED' }] }, 'shared'),
  );
  const operator = await startOperatorProcess(scenario, {
    flags: ['--api-token-file', tokenFile],
    node: ['--import', preload],
    environment: { CRASH_WITH: 'this alone is in the environment' },
  });
  for (const name of ['by-key', 'shared']) await scenario.untilReady(name);
  await scenario.untilFailing('Conflict');
  await scenario.apply(sourceSecret({ KEY: next, TAKEN: next, SHARED: next }));
  await scenario.eventually(async () => (await scenario.remote())['MADE']?.value === `x${next}`, {
    until: 'it follows',
  });

  const { pid } = operator;
  const said = [
    await operator.scrape(),
    await operator.probe('readyz'),
    await readFile(`/proc/${pid}/cmdline`, 'utf8'),
    await readFile(`/proc/${pid}/environ`, 'utf8'),
    await printed(
      scenario,
      tokenFile,
      'plan',
      '--namespace',
      scenario.namespace,
      '--operator-namespace',
      scenario.namespace,
    ),
    await printed(scenario, tokenFile, 'inventory', '--namespace', scenario.namespace),
    await printed(scenario, tokenFile, 'inventory', '--namespace', scenario.namespace, '--output', 'json'),
    await printed(scenario, tokenFile, 'release', `${scenario.namespace}/app`),
  ];
  expect(said.at(-4)).toContain('TAKEN');
  expect(said.at(-3)).toContain('SHARED');
  const kinds = ['SecretsStoreSecret', 'SecretsStore', 'ClusterSecretsStore', 'Event'] as const;
  said.push(JSON.stringify(await Promise.all(kinds.map(async (kind) => scenario.list(kind)))));
  said.push(JSON.stringify([await scenario.admin.calls(), await scenario.kubeRequestLog()]));

  process.kill(pid, 'SIGUSR2');
  expect(await operator.exitCode()).toBe(1);
  expect(operator.lines().at(-1)).toContain('"msg":"ended by a bug"');
  expect(operator.lines().join('\n')).not.toContain('this alone is in the environment');
  said.push(...operator.lines());
  expect(operator.lines().length).toBeGreaterThan(10);
  expect(secrets.flatMap(traces).filter((trace) => said.join('\n').includes(trace))).toEqual([]);
}, 180_000);
