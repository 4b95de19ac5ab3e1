import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorRows } from '../../src/emulator/errors.ts';
import { faultChecks } from '../../src/emulator/fault-body.ts';
import { operations } from '../../src/emulator/routes.ts';
import { defaultSettings, worstCaseSettings } from '../../src/emulator/settings.ts';
import { readPage } from '../docs/pages.ts';
import { tablesIn } from './markdown-tables.ts';
import { testNamesIn } from './test-names.ts';

const page = readPage('docs/emulator.md');
const folder = import.meta.dirname;

/** Files whose tests say what the emulator does for those who use it, and nothing of Cloudflare. */
const filesAboutTheEmulator = new Set([
  'admin.test.ts',
  'command-line.test.ts',
  'documented-examples.test.ts',
  'faults.test.ts',
  'fidelity.test.ts',
  'worst-case.test.ts',
]);

/** Single tests of that kind, in files about Cloudflare. */
const testsAboutTheEmulator = new Set([
  'becoming active > happens to what is pending when the delay is taken away',
  'creating secrets > takes a hundred secrets of the largest size in one array',
  'listing secrets > keeps up with a thousand secrets',
  'the counts of ten thousand callers are kept, of those that called last',
  'the rate limit > starts again when it is changed',
]);

const testFiles = globSync('*.test.ts', { cwd: folder }).filter((file) => !filesAboutTheEmulator.has(basename(file)));
const suite = testFiles.flatMap((file) => testNamesIn(join(folder, file)));
const rows = tablesIn(page, 'Fidelity').flat();
const named = rows.map(({ Test = '' }) => Test.replaceAll('`', ''));

const inCode = (value: unknown): string => `\`${JSON.stringify(value)}\``;

describe('the fidelity tables', () => {
  test('name only tests that there are, by their full names', () => {
    expect(named.filter((name) => !suite.includes(name))).toEqual([]);
  });

  test('name every test that says how Cloudflare behaves, once', () => {
    expect(named.toSorted()).toEqual(suite.filter((name) => !testsAboutTheEmulator.has(name)).toSorted());
  });

  test('say of every behaviour how sure it is', () => {
    const behaviours = rows.filter(({ What }) => What !== '');
    for (const { What, Evidence } of behaviours)
      expect(Evidence, What).toMatch(/^(spec|live|run|inferred)(, (spec|live|run|inferred))*$/);
    expect(rows.filter(({ What, Evidence }) => (What === '') !== (Evidence === ''))).toEqual([]);
    expect(rows[0]?.['What']).not.toBe('');
  });

  test('leave out no test that does not exist', () => {
    expect([...testsAboutTheEmulator].filter((name) => !suite.includes(name))).toEqual([]);
  });
});

describe('the table of switches', () => {
  test('has every setting with its default and its worst case, in the order of the source', () => {
    const expected = Object.entries(defaultSettings).map(([name, value]) => {
      const worst = worstCaseSettings[name as keyof typeof worstCaseSettings];
      return { Switch: `\`${name}\``, Default: inCode(value), 'Worst case': worst === value ? 'same' : inCode(worst) };
    });
    const [switches = []] = tablesIn(page, 'Switches');
    expect(switches).toMatchObject(expected);
    expect(switches).toHaveLength(expected.length);
  });

  test('says of each what is known', () => {
    const [switches = []] = tablesIn(page, 'Switches');
    const source = readFileSync(join(folder, '..', '..', 'src', 'emulator', 'settings.ts'), 'utf8');
    for (const { Switch = '', Evidence = '' } of switches) {
      const name = Switch.replaceAll('`', '');
      const [, comment = ''] = new RegExp(`/\\*\\*([^/]*)\\*/\\s+${name}:`).exec(source) ?? [];
      expect(`${name}: ${comment}`).toContain(`[${Evidence}]`);
    }
  });
});

describe('the table of errors', () => {
  test('has every error with its code, text, status and evidence', () => {
    const [errors = []] = tablesIn(page, 'Errors');
    const told = errors.map(({ Code, Message = '', HTTP, Evidence }) => `${Code} ${Message} ${HTTP} ${Evidence}`);
    const expected = Object.values(errorRows).map(({ code, text, status, evidence, ...row }) => {
      const chain = 'chain' in row ? `, with ${row.chain.code} \`${row.chain.message}\` in \`error_chain\`` : '';
      return `${code} \`${text.replace('{}', '<path>')}\`${chain} ${status} ${evidence}`;
    });
    expect(told.toSorted()).toEqual(expected.toSorted());
  });

  test('has no error that no test meets', () => {
    const tests = testFiles.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    const texts = Object.values(errorRows).map(({ text }) => text.split('{}')[0] ?? '');
    expect(texts.filter((text) => !tests.includes(text))).toEqual([]);
  });
});

describe('the admin API', () => {
  const tables = tablesIn(page, 'The admin API');

  test('is documented with every kind of fault', () => {
    const kinds = tables.flat().flatMap(({ Kind }) => Kind?.replaceAll('`', '') ?? []);
    expect(kinds.toSorted()).toEqual(Object.keys(faultChecks).toSorted());
  });

  test('is documented with every operation that faults can hit', () => {
    const told = tables
      .flat()
      .flatMap(({ Operation, Call }) => (Operation === undefined ? [] : `${Operation} ${Call}`));
    expect(told).toEqual(operations.map(({ name, method, path }) => `\`${name}\` ${method} \`${path}\``));
  });
});
