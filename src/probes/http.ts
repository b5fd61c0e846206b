import { timeoutMsOf } from './common-schema.ts';
import { compileHttp } from './http/compile.ts';
import { fetchOnce } from './http/fetch.ts';
import { judgeHttp } from './http/judge.ts';
import { placeOf } from './http/redirect.ts';
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
  create(name, entry, { clock, redact }): Probe {
    const { method, headers, body = null, follow, severity } = entry;
    const url = new URL(entry.url);
    const request = { url, method, headers, body, ca: readCa(name, entry.ca), outsideOnly: false };
    const timeoutMs = timeoutMsOf(entry);
    const labels = { host: url.hostname };
    const remote = !isOwnNetwork(url.hostname);
    const rules: HttpRules = {
      name,
      asked: redact(`${method} ${placeOf(url)}`),
      status: Array.isArray(entry.status) ? entry.status : [entry.status],
      assertions: compileHttp(name, entry),
      timeoutMs,
      severity,
      labels,
      remote,
    };
    const timed = rules.assertions.some(({ aspect }) => aspect === 'latency');
    const judgesBody = rules.assertions.some(({ aspect }) => aspect !== 'latency');
    const setup = {
      prompt: null,
      assertions: redact(JSON.stringify(entry.assert)),
      provider: null,
      settings: redact(settingsText(entry)),
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
      timed,
      setup: () => setup,
      async run({ baseline, signal, progress, arrived }) {
        progress(`${name}: ${rules.asked} …`);
        const fetched = await fetchOnce(
          request,
          { follow, timeoutMs, judgesBody },
          { clock, redact },
          signal,
        );
        arrived();
        return judgeHttp(fetched, rules, baseline);
      },
    };
  },
} as const satisfies ProbeAdapter<typeof httpSchema>;
