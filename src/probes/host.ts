import { sayAgo } from '../core/duration.ts';
import type { ProbeOutcome } from '../core/probe.ts';
import { timeoutMsOf } from './common-schema.ts';
import { aspectsOf, judgeHost } from './host/judge.ts';
import { NOTHING_READ, type HostReadings } from './host/readings.ts';
import { hostSchema, limitsOf } from './host/schema.ts';
import type { Probe, ProbeAdapter } from './probe.ts';
import { sayLimit, withinLimit } from './time-limit.ts';

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
    /** When the reading began that has not ended; another one would hold a thread as well, of the four that Node has. */
    let hangsSince: number | null = null;

    async function readOnce(): Promise<HostReadings> {
      hangsSince = clock.now();
      try {
        return await readHost(path);
      } finally {
        hangsSince = null;
      }
    }

    /** Only a disk that hangs holds a reading up. */
    function hanging(detail: string): ProbeOutcome {
      const where = path ?? "the program's data";
      return judgeHost({ ...NOTHING_READ, disk: { outcome: 'unreadable', path: where, detail } }, limits);
    }

    return {
      name,
      type: 'host',
      schedule: entry.schedule,
      to: entry.to ?? null,
      severity: entry.severity,
      labels: {},
      remote: false,
      canary: null,
      timed: false,
      aspects: aspectsOf(limits),
      setup: () => ({ prompt: null, assertions: null, provider: null, settings, price: null }),
      async run({ signal, progress }) {
        progress(`${name}: reading this machine …`);
        if (hangsSince !== null) {
          return hanging(`the reading that began ${sayAgo(hangsSince, clock.now())} has not ended`);
        }
        const read = await withinLimit(clock, timeoutMs, signal, readOnce);
        return read.timedOut
          ? hanging(`no answer within ${sayLimit(timeoutMs)}`)
          : judgeHost(read.value, limits);
      },
    };
  },
} as const satisfies ProbeAdapter<typeof hostSchema>;
