import { CERTIFICATE_ASPECT, judgeCertificates } from './certificate/judge.ts';
import { lookAt } from './certificate/look.ts';
import { certificateSchema, type CertificateEntry } from './certificate/schema.ts';
import { targetOf, targetOfUrl, type TlsTarget } from './certificate/target.ts';
import { timeoutMsOf } from './common-schema.ts';
import { isOwnNetwork } from './own-network.ts';
import type { Probe, ProbeAdapter } from './probe.ts';
import { readCa } from './read-ca.ts';

/** Watches how long TLS certificates last, and whether they are to be trusted. */
export const certificateProbe = {
  type: 'certificate',
  schema: certificateSchema,
  create(name, entry, { clock, redact, publicUrl }): Probe {
    const targets = targetsOf(name, entry, publicUrl);
    const [only] = targets;
    const labels: Readonly<Record<string, string>> =
      targets.length === 1 && only !== undefined ? { host: only.host } : {};
    const remote = targets.some(({ host }) => !isOwnNetwork(host));
    const how = { ca: readCa(name, entry.ca), timeoutMs: timeoutMsOf(entry) };
    const rules = { name, days: entry.days, severity: entry.severity, labels, remote };
    const settings = JSON.stringify({
      hosts: targets.map((target) => target.name),
      days: entry.days,
      ca: entry.ca ?? null,
      timeout: entry.timeout,
    });
    return {
      name,
      type: 'certificate',
      schedule: entry.schedule,
      to: entry.to ?? null,
      severity: entry.severity,
      labels,
      remote,
      canary: null,
      timed: false,
      aspects: [CERTIFICATE_ASPECT],
      setup: () => ({ prompt: null, assertions: null, provider: null, settings, price: null }),
      async run({ signal, progress }) {
        progress(
          `${name}: looking at the certificate of ${targets.map((target) => target.name).join(', ')} …`,
        );
        const looks = await Promise.all(
          targets.map((target) => lookAt(target, how, { clock, redact }, signal)),
        );
        return judgeCertificates(looks, rules, clock.now());
      },
    };
  },
} as const satisfies ProbeAdapter<typeof certificateSchema>;

function targetsOf(
  name: string,
  { host, hosts = [] }: CertificateEntry,
  publicUrl: string | null,
): readonly TlsTarget[] {
  const named = [...(host === undefined ? [] : [host]), ...hosts].flatMap((text) => targetOf(text) ?? []);
  if (named.length > 0) return [...new Map(named.map((target) => [target.name, target])).values()];
  const own = publicUrl === null ? null : targetOfUrl(publicUrl);
  if (own !== null) return [own];
  throw new Error(
    `probe ${name}: there is no host to look at; write \`host: example.org\`, or set server.publicUrl to an https address`,
  );
}
