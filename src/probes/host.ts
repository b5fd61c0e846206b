import { sayDuration } from '../core/duration.ts';
import { timeoutMsOf } from './common-schema.ts';
import { HOST_ASPECTS } from './host/aspect.ts';
import { judgeHost } from './host/judge.ts';
import { NOTHING_READ } from './host/readings.ts';
import { hostSchema, limitsOf } from './host/schema.ts';
import type { Probe, ProbeAdapter } from './probe.ts';
import { withinLimit } from './time-limit.ts';

/** Watches the machine that the program runs on: disk, memory, heat, power, the database, the event loop. */
export const hostProbe = {
  type: 'host',
  schema: hostSchema,
  create(name, entry, { clock, readHost }): Probe {
    const limits = limitsOf(entry);
    const timeoutMs = timeoutMsOf(entry);
    const path = entry.path ?? null;
    const { disk, memory, temperature, databaseMax, eventLoop } = entry;
    const settings = JSON.stringify({ path, disk, memory, temperature, databaseMax, eventLoop });
    return {
      name,
      type: 'host',
      schedule: entry.schedule,
      to: entry.to ?? null,
      severity: entry.severity,
      labels: {},
      remote: false,
      canary: null,
      aspects: HOST_ASPECTS,
      setup: () => ({ prompt: null, assertions: null, provider: null, settings, price: null }),
      async run({ signal, progress }) {
        progress(`${name}: reading this machine …`);
        const read = await withinLimit(clock, timeoutMs, signal, () => readHost(path));
        if (!read.timedOut) return judgeHost(read.value, limits);
        // Only a disk that hangs holds a reading up.
        const detail = `no answer within ${sayDuration(timeoutMs)}`;
        const where = path ?? "the program's data";
        return judgeHost({ ...NOTHING_READ, disk: { outcome: 'unreadable', path: where, detail } }, limits);
      },
    };
  },
} as const satisfies ProbeAdapter<typeof hostSchema>;
