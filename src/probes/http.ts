import { BASELINE_RUNS, baselineOf } from './canary/baseline.ts';
import { timeoutMsOf } from './common-schema.ts';
import { compileHttp } from './http/compile.ts';
import { fetchOnce } from './http/fetch.ts';
import { judgeHttp } from './http/judge.ts';
import type { HttpRules } from './http/rules.ts';
import { httpSchema } from './http/schema.ts';
import { settingsText } from './http/settings.ts';
import { isOwnNetwork } from './own-network.ts';
import type { Probe, ProbeAdapter } from './probe.ts';
import { readCa } from './read-ca.ts';

/** Watches an address: does it answer, with the right status and body, and in time? */
export const httpProbe = {
  type: 'http',
  schema: httpSchema,
  create(name, entry, { clock }): Probe {
    const { method, headers, body = null, follow, severity } = entry;
    const url = new URL(entry.url);
    const request = { url, method, headers, body, ca: readCa(name, entry.ca) };
    const timeoutMs = timeoutMsOf(entry);
    const labels = { host: url.hostname };
    const remote = !isOwnNetwork(url.hostname);
    const rules: HttpRules = {
      name,
      asked: `${method} ${url.origin}${url.pathname}`,
      status: Array.isArray(entry.status) ? entry.status : [entry.status],
      assertions: compileHttp(name, entry),
      timeoutMs,
      severity,
      labels,
      remote,
    };
    const timed = rules.assertions.some(({ aspect }) => aspect === 'latency');
    const setup = {
      prompt: null,
      assertions: JSON.stringify(entry.assert),
      provider: null,
      settings: settingsText(entry),
      price: null,
    };
    return {
      name,
      type: 'http',
      schedule: entry.schedule,
      to: entry.to ?? null,
      severity,
      labels,
      remote,
      canary: null,
      aspects: timed ? ['answer', 'latency'] : ['answer'],
      ...(timed ? { looksBack: BASELINE_RUNS } : {}),
      setup: () => setup,
      async run({ at, before, signal, progress }) {
        progress(`${name}: ${rules.asked} …`);
        const fetched = await fetchOnce(request, { follow, timeoutMs }, clock, signal);
        return judgeHttp(fetched, rules, baselineOf(before, setup, at));
      },
    };
  },
} as const satisfies ProbeAdapter<typeof httpSchema>;
