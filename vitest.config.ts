import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { skippedReporter } from './tools/ci/skipped-tests.ts';

/** A folder, where something counts what ran: each run of vitest leaves a file of its own there. */
const resultsDirectory = process.env['TEST_RESULTS'];

const integration = {
  globalSetup: ['test/support/control-plane-setup.ts'],
  // A ClusterSecretsStore belongs to the whole cluster, so the operator of one file would act on that of another.
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Real programs on a machine that others may use, too: what fails by chance is tried once more, and the report says so.
  retry: process.env['CI'] === undefined ? 0 : 1,
};

/**
 * `unit` needs nothing but Node: pure rules, and both edges against real HTTP on loopback.
 * `integration` needs the control plane, which its global setup finds or builds, and starts once.
 * `integration-worst-case` runs the operator once more, against an emulator that is as hard as Cloudflare may turn out to be.
 */
export default defineConfig({
  test: {
    reporters:
      resultsDirectory === undefined
        ? ['default']
        : [
            'default',
            ['json', { outputFile: join(resultsDirectory, `${process.pid}.json`) }],
            skippedReporter(resultsDirectory),
          ],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/control-plane/**'],
          // A busy machine takes seconds for what takes milliseconds elsewhere.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/control-plane/**/*.test.ts'],
          ...integration,
        },
      },
      {
        test: {
          name: 'integration-worst-case',
          include: ['test/integration/operator/**/*.test.ts'],
          env: { EMULATOR_BEHAVIOUR: 'worst-case' },
          ...integration,
        },
      },
    ],
  },
});
