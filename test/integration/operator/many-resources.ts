import { expect } from 'vitest';
import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import { startScenario, type Scenario, type ScenarioOptions } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

/** Names of resources and of their Secrets: `app-0`, `app-1`, … */
export const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `app-${n}`);

/** The secret at Cloudflare that a numbered resource pushes: `KEY_0` for `app-0`. */
export const keyNameOf = (name: string): string => name.replace('app-', 'KEY_');

/** A resource of one entry, named by its number, and a Secret of its own for it. */
export const oneOfMany = (name: string, spec: Parameters<typeof resource>[0] = {}, value = `value of ${name}`) => [
  sourceSecret({ key: value }, name),
  resource({ secretRef: { name }, data: [{ name: keyNameOf(name), key: 'key' }], ...spec }, name),
];

/** All of these resources are Ready, for the spec as it is now. */
export async function untilAllReady(scenario: Scenario, names: readonly string[], timeoutMs = 40_000): Promise<void> {
  const unready = async (): Promise<readonly string[]> => {
    const found = await scenario.list('SecretsStoreSecret');
    const ready = new Set(found.filter(isReady).map(({ metadata }) => metadata.name));
    return names.filter((name) => !ready.has(name));
  };
  await scenario.eventually(async () => (await unready()).length === 0, {
    until: 'all of them are Ready',
    timeoutMs,
    explain: async () => {
      const [first = ''] = await unready();
      const found = await scenario.read('SecretsStoreSecret', first);
      return `${(await unready()).length} are not, of which the first is\n${JSON.stringify(found, undefined, 2)}`;
    },
  });
}

function isReady({ metadata, status }: SecretsStoreSecret): boolean {
  if (status?.observedGeneration !== metadata.generation) return false;
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

export async function untilAllGone(scenario: Scenario): Promise<void> {
  await scenario.eventually(async () => (await scenario.list('SecretsStoreSecret')).length === 0, {
    until: 'all of them are gone',
    timeoutMs: 40_000,
  });
}

/** Numbered resources, each with a Secret of its own, before any operator runs. */
export async function prepareMany(names: readonly string[], options: ScenarioOptions = {}): Promise<Scenario> {
  const scenario = await startScenario({ operator: 'Later', account: { secretsQuota: 200 }, ...options });
  await scenario.apply(credentialSecret(), store());
  await Promise.all(names.map(async (name) => scenario.apply(...oneOfMany(name))));
  return scenario;
}

/** Likewise, Ready, and nothing is left to do; both counts begin after that. */
export async function startMany(names: readonly string[], options: ScenarioOptions = {}): Promise<Scenario> {
  const scenario = await prepareMany(names, options);
  await scenario.restartOperator();
  await untilAllReady(scenario, names);
  await scenario.settle(...names.slice(0, 1));
  await scenario.clearCalls();
  return scenario;
}

/** What a test has to see of all of them: each is there once, as the record says, with the right value and our mark. */
export async function expectAllThere(scenario: Scenario, names: readonly string[]): Promise<void> {
  const remote = await scenario.remote();
  const recorded = (await scenario.list('SecretsStoreSecret')).flatMap(({ status }) => status?.entries ?? []);
  const idsByName = Object.fromEntries(recorded.map(({ name, secretId }) => [name, secretId]));
  expect(idsByName).toEqual(Object.fromEntries(Object.values(remote).map(({ name, id }) => [name, id])));
  const seen = names.map((name) => {
    const { value, comment } = remote[keyNameOf(name)] ?? {};
    return { name, value, comment };
  });
  expect(seen).toEqual(
    names.map((name) => ({
      name,
      value: `value of ${name}`,
      comment: `[k8s test ${scenario.namespace}/${name}]`,
    })),
  );
}
