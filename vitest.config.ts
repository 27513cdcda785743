import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Two cores: more workers than that only take turns.
    maxWorkers: 2,
    // Nothing is patched and nothing is kept between files, so they share what they import: a third of the work is not done again.
    isolate: false,
    testTimeout: 20_000,
    // The second is for .ci/run, which says from it how many tests ran.
    reporters: ['default', ['json', { outputFile: 'reports/tests.json' }]],
  },
});
