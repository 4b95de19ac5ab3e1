import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulatorOptions } from '../../src/cli/emulator-options.ts';
import { inventoryOptions } from '../../src/cli/inventory-options.ts';
import { planOptions } from '../../src/cli/plan-options.ts';
import { readManifests } from '../../src/cli/read-manifests.ts';
import { readRelease } from '../../src/cli/release-options.ts';
import { runOptions } from '../../src/cli/run-options.ts';
import { type Option, readConfig } from '../../src/config.ts';
import { OwnError } from '../../src/runtime/own-error.ts';

/** Part of what a user gave as a secret. */
const canary = 'canary-55';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'odd-input-'))));
afterAll(() => rmSync(directory, { recursive: true }));

/** One sentence for people, on one line. */
function expectSentence(error: unknown): void {
  expect(error).toBeInstanceOf(OwnError);
  const { message } = error as Error;
  expect(message).not.toContain(canary);
  expect(message).not.toContain('\n');
  expect(message.length).toBeLessThan(1_000);
}

type Options = Readonly<Record<string, Option<unknown>>>;
type Reading = (args: readonly string[], environment: Readonly<Record<string, string>>) => unknown;

const readingBy =
  (options: Options): Reading =>
  (args, environment) =>
    readConfig(options, { args, environment });

describe('whatever is given, the options are read or refused by one short sentence', () => {
  test.each<readonly [string, Options, Reading]>([
    ['run', runOptions, readingBy(runOptions)],
    ['plan', planOptions, readingBy(planOptions)],
    ['inventory', inventoryOptions, readingBy(inventoryOptions)],
    ['emulator', emulatorOptions, readingBy(emulatorOptions)],
    ['release', runOptions, readRelease],
  ])('of %s', (_verb, options, read) => {
    const all = Object.values(options);
    const flags = fc.constantFrom(...all.map(({ flag }) => `--${flag}`));
    const variables = all.flatMap(({ environment = [] }) => environment);
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom('', '-1', '1e400', 'NaN', '__proto__', 'x\ny', 'SecretsStore/', 'a/b', '\0', 'é'.repeat(5_000)),
    );
    const words = fc.oneof(
      flags,
      values,
      fc.tuple(flags, values).map(([flag, value]) => `${flag}=${value}`),
      fc.constantFrom('--', '-', '-f', '-o', '-x', '--store', '--no-port', '--__proto__=1', `--token=${canary}`),
    );
    const environments = fc.dictionary(
      variables.length === 0 ? fc.constant('NONE') : fc.constantFrom(...variables),
      values,
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 5 }), environments, (args, environment) => {
        try {
          read(args, { ...environment, CLOUDFLARE_API_TOKEN: canary });
        } catch (error) {
          expectSentence(error);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const scalars = fc.oneof(
  fc.constantFrom<unknown>(null, '', canary, `${canary}\n`, 1e300, true, 'a'.repeat(3_000)),
  fc.string(),
);
const odd: fc.Arbitrary<unknown> = fc.oneof(
  scalars,
  fc.constantFrom<unknown>([], [null], {}, JSON.parse('{"__proto__":1,"toString":null,"valueOf":null}')),
  fc.jsonValue({ maxDepth: 2 }),
);
/** What an object calls itself is no secret, and is repeated. */
const names = odd.filter((name) => !JSON.stringify(name).includes(canary));
const metadata = fc.oneof(
  fc.record(
    {
      name: fc.oneof(fc.constant('app'), odd),
      namespace: odd,
      annotations: fc.oneof(fc.dictionary(fc.string(), odd), odd),
    },
    { requiredKeys: ['name'] },
  ),
  odd,
);
/** Whatever else is odd, this fits the schema. */
const good = {
  storeRef: { name: 'default' },
  secretRef: { name: 'app' },
  scopes: ['workers'],
  data: [{ name: 'KEY', key: 'key' }],
};
const ours = fc.record(
  {
    apiVersion: fc.oneof(fc.constant('secretsstore.dev/v1alpha1'), names),
    kind: fc.oneof(fc.constantFrom('SecretsStoreSecret', 'SecretsStore', 'ClusterSecretsStore'), names),
    metadata,
    spec: fc.oneof(
      fc.constant(good),
      fc.record(
        {
          storeRef: fc.oneof(fc.constant({ name: 'default' }), odd),
          secretRef: fc.oneof(fc.constant({ name: 'app' }), odd),
          scopes: fc.oneof(fc.constant(['workers']), odd),
          data: fc.oneof(fc.array(fc.record({ name: odd, key: odd, template: odd }, { requiredKeys: [] })), odd),
          dataFrom: odd,
          comment: odd,
          accountId: odd,
          auth: odd,
          allowedNamespaces: fc.oneof(fc.array(fc.record({ names: odd, selector: odd }, { requiredKeys: [] })), odd),
        },
        { requiredKeys: [] },
      ),
      odd,
    ),
  },
  { requiredKeys: ['apiVersion', 'kind'] },
);
const named = { apiVersion: 'secretsstore.dev/v1alpha1', kind: 'SecretsStoreSecret', spec: good };
/** Of a Secret, every value is one. */
const values = fc.oneof(odd, fc.dictionary(fc.constantFrom('key', 'other', '__proto__'), fc.oneof(odd, scalars)));
const secrets = fc.record(
  { apiVersion: fc.constant('v1'), kind: fc.constant('Secret'), metadata, type: odd, data: values, stringData: values },
  { requiredKeys: ['apiVersion', 'kind', 'metadata'] },
);
const objects = fc.oneof(ours, secrets, odd);
const lists = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('List'),
  items: fc.array(objects, { maxLength: 3 }),
});
const files = fc.oneof(
  fc
    .array(fc.oneof(objects, lists), { minLength: 1, maxLength: 3 })
    .map((all) => all.map((one) => JSON.stringify(one)).join('\n---\n')),
  // Cut anywhere: no JSON, and seldom YAML.
  fc.tuple(secrets, fc.nat(400)).map(([secret, length]) => JSON.stringify(secret).slice(0, length)),
  fc.string(),
  fc.constantFrom(
    JSON.stringify({
      ...named,
      metadata: { name: 'a', namespace: 'b', annotations: { c: JSON.parse('{"toString":1}') as unknown } },
    }),
    `a: &a [*a, ${canary}]`,
    `{apiVersion: v1, kind: List, items: &a [{apiVersion: v1, kind: List, items: *a}]}`,
    `{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: &a {b: *a}}`,
    `stringData: {key: ${canary}}}`,
    `? ${canary}\n: - `,
    `!!binary ${canary}`,
    `%YAML 9.9\n--- ${canary}`,
    '['.repeat(1_000),
    '{"a":'.repeat(1_000),
    `${'{apiVersion: v1, kind: List, items: ['.repeat(50)}${']}'.repeat(50)}`,
  ),
);

test('manifests for a plan are read, or refused by one short sentence that holds no value of a Secret', async () => {
  const path = join(directory, 'app.yaml');
  await fc.assert(
    fc.asyncProperty(files, fc.option(fc.constant('shop'), { nil: undefined }), async (text, namespace) => {
      writeFileSync(path, text);
      const error = await readManifests([path], { namespace }).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      if (error !== undefined) expectSentence(error);
    }),
    { numRuns: 500 },
  );
});
