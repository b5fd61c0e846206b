import { certificateProbe } from './certificate.ts';
import { hostProbe } from './host.ts';
import { httpProbe } from './http.ts';
import { loopbackProbe } from './loopback.ts';
import type { ProbeAdapter } from './probe.ts';

export type { ProbeAdapter } from './probe.ts';

/** Every kind of probe but canaries, which are made of prompts. A new one is a new file and a line here. */
export const PROBES = [
  httpProbe,
  certificateProbe,
  loopbackProbe,
  hostProbe,
] as const satisfies readonly ProbeAdapter[];
