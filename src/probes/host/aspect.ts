import type { Severity } from '../../core/event.ts';

/** What of a machine becomes an incident by itself. */
export const HOST_ASPECTS = [
  'disk',
  'read-only',
  'memory',
  'temperature',
  'power',
  'database',
  'event-loop',
] as const;
export type HostAspect = (typeof HOST_ASPECTS)[number];

/** One thing of a machine, judged. */
export interface JudgedAspect {
  readonly aspect: HostAspect;
  readonly ok: boolean;
  readonly severity: Severity;
  /** What is said where it is not well, and where it is again. */
  readonly bad: string;
  readonly good: string;
  readonly evidence: string;
  readonly cause: string | null;
  readonly next: string;
  /** What was read, in a few words. */
  readonly brief: string;
}
