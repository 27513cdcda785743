import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Two cores: more workers than that only take turns.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
