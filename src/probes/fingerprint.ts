import type { Probe } from './probe.ts';

/** The aspect of which an incident bears the probe's own fingerprint. */
export const MAIN_ASPECT = 'answer';
/** Of what could not be asked. */
export const UNMEASURED_ASPECT = 'unmeasured';
/** Of what our own program was too late to measure. */
export const LATE_ASPECT = 'late';

/** `canary:pong`, `canary:pong:latency`, `probe:pi:disk`: the same for ever. */
export function fingerprintOf({ type, name }: Pick<Probe, 'type' | 'name'>, aspect: string): string {
  const thing = `${type === 'canary' ? 'canary' : 'probe'}:${name}`;
  return aspect === MAIN_ASPECT ? thing : `${thing}:${aspect}`;
}

const FINGERPRINT = /^(canary|probe):([a-z0-9][a-z0-9-]{0,62})(?::([a-z-]{1,20}))?$/;

/** What a fingerprint of ours names; `null`: it is none. */
export function probeOf(
  fingerprint: string,
): { readonly kind: string; readonly name: string; readonly aspect: string } | null {
  const [, kind, name, aspect = MAIN_ASPECT] = FINGERPRINT.exec(fingerprint) ?? [];
  return kind === undefined || name === undefined ? null : { kind, name, aspect };
}
