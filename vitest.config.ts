import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // One core for each worker would leave a machine with two of them half idle: many tests wait for child processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Programs that tests start, and kill, load in half the time.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url)) },
    reporters: ['default'],
  },
});
