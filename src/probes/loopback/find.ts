import type { Severity } from '../../core/event.ts';
import type { ProbeFinding } from '../../core/probe.ts';
import type { Hop } from './hop.ts';
import type { Step, Tried } from './try-way-in.ts';

/** What the finding is about, besides what was tried. */
export interface Subject {
  readonly name: string;
  readonly channel: string;
  /** The public address, and its host. */
  readonly publicUrl: string;
  readonly host: string;
  readonly severity: Severity;
  /** False where the host is in our own network. */
  readonly remote: boolean;
}

/** The hops as people call them, the first to come first. */
const NAMES: { readonly [Each in Hop]: string } = {
  dns: 'DNS',
  tunnel: 'the tunnel',
  tls: 'TLS',
  clock: 'the clock',
  secret: 'the signature',
  store: 'the database',
  bot: 'the chat',
  program: 'this program',
};

/** What a run says of the way in: the first step that failed, and the hop that broke it. */
export function findingOf({ steps }: Tried, subject: Subject): ProbeFinding {
  const { name, channel, host, severity, remote } = subject;
  const failed = steps.find(({ broken }) => broken !== null);
  const broken = failed?.broken ?? null;
  const evidence = steps.map(
    ({ type, broken: fault, line }) => `${fault === null ? '✓' : '✗'} ${type}: ${line}`,
  );
  const common = { aspect: 'loopback', severity, evidence: evidence.join('\n'), remote };
  if (failed === undefined || broken === null) {
    const title = `${name}: events come in from outside and reach ${channel}`;
    return { ...common, ok: true, title, cause: null, next: null, labels: { host } };
  }
  return {
    ...common,
    ok: false,
    title: `${name}: ${titleOf(failed, channel)} (${NAMES[broken.hop]})`,
    cause: `${NAMES[broken.hop]}: ${broken.reason}`,
    next: broken.next ?? nextOf(broken.hop, subject),
    // A chat that fails has nothing to do with the host.
    labels: broken.hop === 'bot' ? { channel } : { host },
  };
}

function titleOf({ type }: Step, channel: string): string {
  switch (type) {
    case 'signed':
      return "events don't come in from outside";
    case 'delivered':
      return `an event came in, but did not reach ${channel}`;
    case 'replayed':
      return 'a repeated event is not answered as a repeat';
    case 'forged':
      return 'a forged event is not refused as it must be';
    case 'oversized':
      return 'a body that is too large is not refused as it must be';
  }
}

function nextOf(hop: Hop, { publicUrl, host, channel }: Subject): string {
  switch (hop) {
    case 'dns':
      return `see what the name ${host} leads to, and whether the domain was renewed`;
    case 'tunnel':
      return `see that the tunnel or proxy runs, leads ${publicUrl} to the public listener, and changes nothing on the way; /doctor looks as well`;
    case 'tls':
      return `look at the certificate of ${host}`;
    case 'clock':
      return 'see whether this machine\'s clock is synchronised ("timedatectl")';
    case 'secret':
      return `switch off what changes bodies or headers on the way, and see that ${publicUrl} leads to this program alone`;
    case 'store':
      return 'look at the disk ("df -h") and at the database; /doctor looks as well';
    case 'bot':
      return `/doctor says what is wrong with ${channel}; the event waits there, or /events shows that it is dead`;
    case 'program':
      return "look at this program's log";
  }
}
