import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPromtool } from '../../support/promtool.ts';
import { runCommand } from '../../support/run-command.ts';

const root = join(import.meta.dirname, '..', '..', '..');

// The first one may have to download it.
test.for([
  ['check rules', ['check', 'rules', '--lint=all', '--lint-fatal', 'deploy/monitoring/rules.yaml']],
  ['test rules', ['test', 'rules', 'test/monitoring/alerts.test.yaml']],
] as const)('promtool is content with the alerts: %s', { timeout: 180_000 }, async ([, args], { skip }) => {
  const promtool = await findPromtool();
  if (!promtool.ok) return skip(promtool.failure);
  const { exitCode, output } = await runCommand(promtool.value, args, { cwd: root });
  expect(output).toContain('SUCCESS');
  expect(exitCode).toBe(0);
});
