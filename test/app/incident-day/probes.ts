import type { Severity } from '../../../src/core/event.ts';
import type { Labels, Observation } from '../../../src/core/incident.ts';

/** A probe looks every half hour; a day has so many looks. */
export const LOOKS = 48;
/** Looks during which our own connection is down, and those during which one chat is. */
export const OFFLINE = { from: 15, to: 18 } as const;
export const CHAT_AWAY = { from: 24, to: 26 } as const;

/** What is really the matter with a probe's target. */
interface Probe {
  readonly name: string;
  readonly labels: Labels;
  readonly severity: Severity;
  /** Whether its target fails at a look. */
  readonly fails: (look: number) => boolean;
  /** What people must be told of it: `nothing` also where it fails now and then. */
  readonly expected: 'incident' | 'nothing';
}

function between(...spans: readonly (readonly [from: number, to: number])[]): Probe['fails'] {
  return (look) => spans.some(([from, to]) => look >= from && look <= to);
}

function group(label: string, value: string, fails: Probe['fails'], severity: Severity): readonly Probe[] {
  return ['http', 'tcp', 'dns', 'certificate', 'disk'].map((kind) => ({
    name: `${kind}:${value}`,
    labels: { [label]: value },
    severity,
    fails,
    expected: 'incident',
  }));
}

function alone(name: string, fails: Probe['fails'], expected: Probe['expected']): Probe {
  return { name: `http:${name}`, labels: {}, severity: 'warning', fails, expected };
}

/** Forty: five hosts and a provider with five probes each, and ten that have nothing in common. */
export const PROBES: readonly Probe[] = [
  ...group('host', 'pi.local', between([2, 30]), 'warning'),
  ...group('host', 'nas.local', between([6, 40]), 'critical'),
  ...group('host', 'shop.example', between([20, 46]), 'warning'),
  ...group('host', 'mail.example', between([4, 12], [30, 44]), 'warning'),
  ...group('host', 'git.example', between([10, 35]), 'warning'),
  ...group('provider', 'models.example', between([8, 30]), 'critical'),
  alone('flapping', (look) => look % 2 === 0, 'incident'),
  alone('flapping-slowly', (look) => look % 4 < 2, 'incident'),
  // One failure of three looks is no incident.
  alone('blip-1', (look) => [3, 22, 41].includes(look), 'nothing'),
  alone('blip-2', (look) => [9, 29].includes(look), 'nothing'),
  alone('blip-3', (look) => look % 12 === 11, 'nothing'),
  // It is well whenever we can see it.
  alone('never', () => false, 'nothing'),
  alone('long', between([1, 43]), 'incident'),
  alone('evening', between([33, 47]), 'incident'),
  alone('morning', between([5, 29]), 'incident'),
  alone('noon', between([19, 45]), 'incident'),
];

export function isOffline(look: number): boolean {
  return look >= OFFLINE.from && look <= OFFLINE.to;
}

/** What a probe sees at a look; while we are offline, nobody answers it. */
export function observe(probe: Probe, look: number): Observation {
  const fails = probe.fails(look) || isOffline(look);
  return {
    fingerprint: probe.name,
    source: 'canary',
    ok: !fails,
    severity: probe.severity,
    title: fails ? `${probe.name} does not answer` : `${probe.name} answers again`,
    evidence: fails ? 'no answer within 5 s' : '',
    cause: null,
    next: null,
    labels: probe.labels,
    remote: true,
    rerun: null,
    except: [],
    policy: { fire: { n: 2, of: 3 }, resolve: { n: 2, of: 3 }, quietMs: null, tell: 'at-once' },
  };
}
