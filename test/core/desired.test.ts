import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { desiredEntries } from '../../src/core/desired.ts';
import { resource, type Spec } from './builders.ts';

const wanted = (spec: Partial<Spec>, keys: readonly string[] = []) => desiredEntries(resource(spec).spec, keys);
/** Without chosen entries, as the API server would give it: with no `data` at all. */
const found = (dataFrom: NonNullable<Spec['dataFrom']>, keys: readonly string[], spec: Partial<Spec> = {}) =>
  wanted({ data: [], ...spec, dataFrom }, keys);
const made = (chosen: Omit<NonNullable<Spec['data']>[number], 'name'>) =>
  wanted({ data: [{ name: 'A', ...chosen }] })[0];
const names = (entries: readonly { name: string }[]) => entries.map(({ name }) => name);

describe('chosen entries', () => {
  test('are wanted whether their key is there or not', () => {
    expect(names(wanted({ data: [{ name: 'A', key: 'a' }] }, []))).toEqual(['A']);
  });

  test('come before found ones, in the order of the spec', () => {
    const data = [
      { name: 'Z', key: 'z' },
      { name: 'B', key: 'b' },
    ];
    expect(names(wanted({ data, dataFrom: { include: ['*'] } }, ['c', 'a']))).toEqual(['Z', 'B', 'a', 'c']);
  });

  test('are Utf8 unless they say otherwise', () => {
    const data = [
      { name: 'A', key: 'a' },
      { name: 'B', key: 'b', encoding: 'Base64' as const },
    ];
    expect(wanted({ data }).map(({ source }) => source)).toEqual([
      { kind: 'Key', key: 'a', encoding: 'Utf8' },
      { kind: 'Key', key: 'b', encoding: 'Base64' },
    ]);
  });

  test('have the scopes and the comment of the spec unless they have their own', () => {
    const data = [
      { name: 'A', key: 'a' },
      { name: 'B', key: 'b', scopes: ['dex'], comment: 'mine' },
      { name: 'C', key: 'c', comment: '' },
    ];
    const entries = wanted({ data, scopes: ['workers'], comment: 'ours' });
    expect(entries.map(({ scopes, comment }) => [scopes, comment])).toEqual([
      [['workers'], 'ours'],
      [['dex'], 'mine'],
      [['workers'], ''],
    ]);
  });

  test('have their scopes sorted, as Cloudflare returns them, and the spec is left as it was', () => {
    const spec = { scopes: ['workers', 'ai_gateway'] };
    expect(wanted(spec)[0]?.scopes).toEqual(['ai_gateway', 'workers']);
    expect(spec.scopes).toEqual(['workers', 'ai_gateway']);
  });
});

describe('a chosen entry with a template or a bundle', () => {
  test('says what its value is made of', () => {
    expect(made({ template: '$(a)' })?.source).toEqual({ kind: 'Template', template: '$(a)' });
    const include = ['app.*'];
    const exclude = ['*.tmp'];
    expect(made({ bundle: { format: 'Dotenv', include, exclude } })?.source).toEqual({
      kind: 'Bundle',
      format: 'Dotenv',
      include,
      exclude,
    });
  });

  test('bundles every key unless it says otherwise', () => {
    expect(made({ bundle: { format: 'Json' } })?.source).toMatchObject({ include: ['*'], exclude: [] });
  });

  test('is known again by what no key can be called, and only while it says the same', () => {
    const keys = [
      made({ template: '$(a)' }),
      made({ template: '$(b)' }),
      made({ bundle: { format: 'Json' } }),
      made({ bundle: { format: 'Dotenv' } }),
      made({ bundle: { format: 'Json', exclude: ['b'] } }),
    ].map((one) => one?.key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^(template|bundle):[0-9a-f]{16}$/);
    expect(made({ template: '$(a)' })?.key).toBe(keys[0]);
    expect(made({ bundle: { format: 'Json', include: ['*'], exclude: [] } })?.key).toBe(keys[2]);
  });

  test('and a found one with the same name are both refused', () => {
    const [entry] = wanted({ data: [{ name: 'DB', template: '$(x)' }], dataFrom: { include: ['DB'] } }, ['x', 'DB']);
    expect(entry?.problem).toMatchObject({ reason: 'DuplicateName' });
    expect(entry?.problem?.message).toContain('a template and key "DB"');
  });
});

describe('found entries', () => {
  test('are the keys that are included and not excluded', () => {
    const dataFrom = { include: ['app.*', 'db'], exclude: ['*.tmp'] };
    expect(names(found(dataFrom, ['db', 'dbx', 'app.b', 'app.a', 'app.tmp']))).toContain('db');
    expect(found(dataFrom, ['db', 'dbx', 'app.b', 'app.a', 'app.tmp']).map(({ key }) => key)).toEqual([
      'app.a',
      'app.b',
      'db',
    ]);
  });

  test('are none where the spec has no dataFrom', () => {
    expect(names(wanted({}, ['other']))).toEqual(['KEY']);
  });

  test('have the scopes, sorted, and the comment of the spec', () => {
    const [entry] = found({ include: ['*'] }, ['a'], { scopes: ['workers', 'dex'], comment: 'ours' });
    expect(entry).toEqual({
      name: 'a',
      source: { kind: 'Key', key: 'a', encoding: 'Utf8' },
      key: 'a',
      scopes: ['dex', 'workers'],
      comment: 'ours',
      updatePolicy: 'Always',
    });
  });

  test('come in the same order whatever the order of the keys', () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[a-z.]{1,4}$/));
    fc.assert(
      fc.property(
        keys.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const dataFrom = { include: ['*'], naming: { case: 'UpperSnake' as const } };
          expect(found(dataFrom, shuffled)).toEqual(found(dataFrom, all));
        },
      ),
    );
  });

  test('with a name that Cloudflare does not take say so, and what to do', () => {
    const [entry] = found({ include: ['*'] }, ['tls.crt']);
    expect(entry?.problem).toMatchObject({ kind: 'Terminal', reason: 'InvalidName' });
    expect(entry?.problem?.message).toMatch(/"tls\.crt".*UpperSnake/);
  });
});

describe('two entries with one name', () => {
  test('are both refused where two keys lead to it', () => {
    const entries = found({ include: ['*'], naming: { case: 'UpperSnake' } }, ['db-url', 'dbUrl', 'other']);
    expect(names(entries)).toEqual(['DB_URL', 'OTHER']);
    expect(entries[0]?.problem).toMatchObject({ kind: 'Terminal', reason: 'DuplicateName' });
    expect(entries[0]?.problem?.message).toMatch(/key "db-url" and key "dbUrl"/);
    expect(entries[1]?.problem).toBeUndefined();
  });

  test('are refused where one is chosen and another key is found', () => {
    const [entry] = wanted({ data: [{ name: 'DB', key: 'x' }], dataFrom: { include: ['DB'] } }, ['x', 'DB']);
    expect(entry).toMatchObject({ key: 'x', problem: { reason: 'DuplicateName' } });
  });

  test('are one where the same key is chosen and found, and the choice counts', () => {
    const data = [{ name: 'DB', key: 'DB', encoding: 'Base64' as const, scopes: ['dex'] }];
    expect(wanted({ data, dataFrom: { include: ['*'] } }, ['DB'])).toMatchObject([
      { name: 'DB', source: { kind: 'Key', key: 'DB', encoding: 'Base64' }, scopes: ['dex'] },
    ]);
  });

  test('never come out twice', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'A', 'a.b', 'a-b', 'aB', 'A_B', 'b'));
    const data = fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'A_B', 'B'), key: fc.constantFrom('a', 'b') }), {
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(keys, data, (all, chosen) => {
        const naming = { case: 'UpperSnake' as const };
        const entries = names(wanted({ data: chosen, dataFrom: { include: ['*'], naming } }, all));
        expect(new Set(entries).size).toBe(entries.length);
      }),
    );
  });
});
