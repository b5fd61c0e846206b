import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './test/support/long-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // One more than the cores: many tests wait for child processes, and for real sockets.
    maxWorkers: availableParallelism() + 1,
    // A worker loads the program once for all of its files. They can share it: what a program keeps hangs on its own
    // objects, and no module keeps any of it.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // Programs that tests start, and kill, load in half the time.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url)) },
    reporters: ['default'],
  },
});
