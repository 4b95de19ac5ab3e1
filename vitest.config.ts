import { defineConfig } from 'vitest/config';

/**
 * `unit` needs nothing but Node: pure rules, and both edges against real HTTP on loopback.
 * `integration` needs the control plane, which its global setup finds or builds, and starts once.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/control-plane/**'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/control-plane/**/*.test.ts'],
          globalSetup: ['test/support/control-plane-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
