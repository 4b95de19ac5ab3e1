import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../docs/pages.ts';
import { runLua } from './lua.ts';
import { secretSituations } from './situations.ts';

interface HealthTests {
  readonly tests: readonly { readonly healthStatus: unknown; readonly inputPath: string }[];
}

interface ActionTests {
  readonly discoveryTests: readonly {
    readonly inputPath: string;
    readonly result: readonly { readonly name: string; readonly disabled: boolean }[];
  }[];
  readonly actionTests: readonly {
    readonly action: string;
    readonly inputPath: string;
    readonly expectedOutputPath: string;
  }[];
}

interface Actions {
  readonly 'discovery.lua': string;
  readonly definitions: readonly { readonly name: string; readonly 'action.lua': string }[];
}

const read = (path: string): unknown => parse(readFileSync(path, 'utf8'));
const folders = globSync('deploy/argocd/resource_customizations/*/*', { cwd: root }).map((path) => join(root, path));
const { data } = read(join(root, 'deploy/argocd/argocd-cm.yaml')) as {
  readonly data: Readonly<Record<string, string>>;
};
const keyOf = (folder: string): string => `${basename(dirname(folder))}_${basename(folder)}`;

/** As argocd-cm has them; that they are those of the folders is asserted below. */
const healthOf = (folder: string): string => data[`resource.customizations.health.${keyOf(folder)}`] ?? '';
const actionsOf = (folder: string): Actions =>
  parse(data[`resource.customizations.actions.${keyOf(folder)}`] ?? '') as Actions;
const actionOf = (folder: string, name: string): string =>
  actionsOf(folder).definitions.find((definition) => definition.name === name)?.['action.lua'] ?? '';

test('Argo CD gets scripts for each of our kinds', () => {
  expect(folders.map((folder) => basename(folder)).toSorted()).toEqual([
    'ClusterSecretsStore',
    'SecretsStore',
    'SecretsStoreSecret',
  ]);
});

describe.each(folders.map((folder) => [basename(folder), folder] as const))('of %s', (_kind, folder) => {
  const { tests } = read(join(folder, 'health_test.yaml')) as HealthTests;
  const { discoveryTests, actionTests } = read(join(folder, 'actions/action_test.yaml')) as ActionTests;
  const input = (path: string): unknown => read(join(folder, path));
  const actionInput = (path: string): unknown => read(join(folder, 'actions', path));

  test.each(tests.map((one) => [one.inputPath, one] as const))('the health is told: %s', (_path, one) => {
    expect(runLua(healthOf(folder), input(one.inputPath))).toEqual(one.healthStatus);
  });

  test.each(discoveryTests.map((one) => [one.inputPath, one] as const))('the actions are told: %s', (_path, one) => {
    const told = runLua(actionsOf(folder)['discovery.lua'], actionInput(one.inputPath)) as Record<string, object>;
    const found = Object.entries(told).map(([name, action]) => ({ name, ...action }));
    expect(found).toEqual(expect.arrayContaining(one.result.map((action) => expect.objectContaining(action))));
    expect(found).toHaveLength(one.result.length);
  });

  test.each(actionTests.map((one) => [one.action, one] as const))(
    'the action %s changes what it is for',
    (name, one) => {
      expect(runLua(actionOf(folder, name), actionInput(one.inputPath))).toEqual(actionInput(one.expectedOutputPath));
    },
  );

  test('argocd-cm has the scripts of the folder', () => {
    const scriptOf = (path: string): string => readFileSync(join(folder, path), 'utf8');
    expect(healthOf(folder)).toBe(scriptOf('health.lua'));
    expect(actionsOf(folder)['discovery.lua']).toBe(scriptOf('actions/discovery.lua'));
    for (const { name, 'action.lua': script } of actionsOf(folder).definitions)
      expect(script).toBe(scriptOf(`actions/${name}/action.lua`));
  });
});

describe('the action sync-now', () => {
  const folder = folders.find((path) => path.endsWith('/SecretsStoreSecret')) ?? '';
  const sync = (object: unknown) =>
    runLua(actionOf(folder, 'sync-now'), object) as {
      metadata: { annotations: Record<string, string> };
      spec: unknown;
    };

  test('sets the annotation to the time, and changes nothing else', () => {
    const [{ object }] = secretSituations as [(typeof secretSituations)[number]];
    const { metadata, spec } = sync({ ...object, metadata: { ...object.metadata, annotations: { own: 'x' } } });
    expect(metadata.annotations).toEqual({
      own: 'x',
      'secretsstore.dev/sync-now': expect.stringMatching(/^\d+$/),
    });
    expect(spec).toEqual(object.spec);
    expect(sync(object).metadata.annotations).toEqual({ 'secretsstore.dev/sync-now': expect.any(String) });
  });
});

test('a script cannot use what argocd-cm does not have', () => {
  expect(() => runLua('return { status = string.upper("x") }', {})).toThrow("global 'string'");
});
