import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeSkipped, readSkipped } from '../../tools/ci/skipped-tests.ts';
import { root } from '../docs/pages.ts';
import { runCommand } from '../support/run-command.ts';

const suite = `
describe('a suite', () => {
  test('runs', () => undefined);
  test('needs what is not here', ({ skip }) => skip('there is no Docker:\\nnot even a socket'));
  test.skip('is left out', () => undefined);
});
`;

const config = (folder: string): string => `
import { skippedReporter } from '${join(root, 'tools', 'ci', 'skipped-tests.ts')}';
export default { test: { globals: true, include: ['*.test.js'], reporters: [skippedReporter('${folder}')] } };
`;

test('each test that was skipped is told by its name, with its reason, on a line of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skipped-'));
  onTestFinished(async () => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.test.js'), suite);
  await writeFile(join(folder, 'vitest.config.mjs'), config(folder));
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { exitCode, output } = await runCommand(process.execPath, [vitest, 'run', '--root', folder]);
  expect([exitCode, output]).toEqual([0, '']);
  expect(readSkipped(folder).map(describeSkipped)).toEqual([
    'skipped: a.test.js: a suite > needs what is not here: there is no Docker: not even a socket',
    'skipped: a.test.js: a suite > is left out: no reason is given',
  ]);
});
