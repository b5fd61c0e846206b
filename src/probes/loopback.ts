import { NOTHING_MEASURED, type ProbeOutcome } from '../core/probe.ts';
import { timeoutMsOf } from './common-schema.ts';
import { findingOf, type Subject } from './loopback/find.ts';
import { deliverWithinMsOf, loopbackSchema, type LoopbackEntry } from './loopback/schema.ts';
import { tryWayIn, type Tried, type WayIn } from './loopback/try-way-in.ts';
import { isOwnNetwork } from './own-network.ts';
import type { Probe, ProbeAdapter } from './probe.ts';
import { readCa } from './read-ca.ts';

/** From outside in, over the public address: a signed event must end in a chat, what is wrong must be refused. */
export const loopbackProbe = {
  type: 'loopback',
  schema: loopbackSchema,
  create(name, entry, deps) {
    const { publicUrl } = deps;
    if (publicUrl === null) {
      throw new Error(
        `probe ${name}: needs server.publicUrl, the address at which senders reach this program`,
      );
    }
    const url = new URL(`${publicUrl}/hooks/${name}`);
    const subject: Subject = {
      name,
      channel: entry.channel,
      publicUrl,
      host: url.hostname,
      severity: entry.severity,
      remote: !isOwnNetwork(url.hostname),
    };
    const way: Omit<WayIn, 'loopback'> = {
      clock: deps.clock,
      url,
      ca: readCa(name, entry.ca),
      channel: entry.channel,
      timeoutMs: timeoutMsOf(entry),
      redact: deps.redact,
      deliverWithinMs: deliverWithinMsOf(entry),
    };
    return {
      ...identityOf(entry, subject),
      run: async (context) =>
        outcomeOf(await tryWayIn({ ...way, loopback: deps.loopback(name) }, context), subject),
    };
  },
} as const satisfies ProbeAdapter<typeof loopbackSchema>;

function identityOf(entry: LoopbackEntry, { name, publicUrl, remote }: Subject): Omit<Probe, 'run'> {
  const { schedule, to = null, severity, channel, timeout, deliverWithin } = entry;
  const settings = `to ${channel} within ${deliverWithin}, each answer within ${timeout}`;
  return {
    name,
    type: 'loopback',
    schedule,
    to,
    severity,
    // What broke may be the chat, which has nothing to do with the host: each finding says which.
    labels: {},
    remote,
    canary: null,
    timed: false,
    aspects: ['loopback'],
    setup: () => ({ prompt: null, assertions: null, provider: publicUrl, settings, price: null }),
  };
}

function outcomeOf(tried: Tried, subject: Subject): ProbeOutcome {
  const { steps, latencyMs } = tried;
  const finding = findingOf(tried, subject);
  return {
    verdict: finding.ok ? 'pass' : 'fail',
    measured: { ...NOTHING_MEASURED, latencyMs, output: outputOf(tried) },
    assertions: steps.map(({ type, broken, line }) => ({ type, pass: broken === null, reason: line })),
    findings: [finding],
    unanswered: steps.some(({ unanswered }) => unanswered),
  };
}

/** `202 in 84 ms, delivered in 412 ms as 4711`. */
function outputOf({ steps }: Tried): string {
  const lines = steps.flatMap(({ type, broken, line }) => {
    if (type === 'signed') return [line];
    return type === 'delivered' ? [broken === null ? `delivered ${line}` : line] : [];
  });
  return lines.join(', ');
}
