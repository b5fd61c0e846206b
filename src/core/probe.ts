import type { Severity } from './event.ts';
import type { TraceId } from './ids.ts';
import type { Labels } from './incident.ts';
import type { Json } from './json.ts';

/** `fail`: it answered, wrongly or late. `unmeasured`: it could not be asked, which says nothing about it. */
export const VERDICTS = ['pass', 'fail', 'unmeasured'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why something could not be asked. */
export const UNMEASURED_REASONS = [
  /** Not a byte went out, or no name, no route, no TLS. */
  'unreachable',
  /** The way broke before an answer began. */
  'network',
  'rate-limited',
  'overloaded',
  'server-error',
  /** No money left, or none ever put in. */
  'billing',
  'unauthorized',
  'no-such-model',
  /** The provider does not take what we send. */
  'bad-request',
  /** Our own connection is down. */
  'own-connection',
  /** Our own event loop was late: what was measured is ours. */
  'event-loop-late',
  /** Somebody paused what its calls are charged to. */
  'paused',
  /** There is nothing to read it from on this machine. */
  'no-sensor',
  /** A mistake of this program; the log says more. */
  'program-error',
] as const;
export type UnmeasuredReason = (typeof UNMEASURED_REASONS)[number];

/** One assertion's result. `reason` is a line for people, also where it passed. Untrusted: it may quote an answer. */
export interface AssertionResult {
  /** As it is configured: `is-json`, `not-contains`. */
  readonly type: string;
  readonly pass: boolean;
  readonly reason: string;
}

/**
 * One thing about a probe's subject that is well or not by itself: its answer, its speed, a disk. It becomes an incident
 * of its own. All texts may hold a stranger's words.
 */
export interface ProbeFinding {
  /** `answer`, `latency`, `disk`: `[a-z-]{1,20}`, the same for ever. */
  readonly aspect: string;
  readonly ok: boolean;
  readonly severity: Severity;
  /** As in an `Observation`: what is wrong, or that it is over. */
  readonly title: string;
  readonly evidence: string;
  readonly cause: string | null;
  readonly next: string | null;
  readonly labels: Labels;
  /** True where it was seen over our own connection. */
  readonly remote: boolean;
}

/** What was measured in a run; `null`: not, or not known. */
export interface Measured {
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  /** The model's id as it was returned, and its fingerprint. Untrusted. */
  readonly model: string | null;
  readonly fingerprint: string | null;
  /** What came back, clipped. Untrusted. */
  readonly output: string;
  /** The provider's own usage object. */
  readonly usage: Json;
  /** Pico-USD. */
  readonly costPico: bigint | null;
}

export const NOTHING_MEASURED: Measured = {
  latencyMs: null,
  ttftMs: null,
  model: null,
  fingerprint: null,
  output: '',
  usage: null,
  costPico: null,
};

/** What a run of a probe came to. */
export type ProbeOutcome =
  | {
      readonly verdict: 'pass' | 'fail';
      readonly measured: Measured;
      readonly assertions: readonly AssertionResult[];
      readonly findings: readonly ProbeFinding[];
      /** Nobody answered, or not to the end: where we reach nobody at all, it is our own connection. */
      readonly unanswered?: boolean;
    }
  | {
      readonly verdict: 'unmeasured';
      readonly reason: UnmeasuredReason;
      readonly detail: string;
      /** Not again before; `null`: nothing was said. */
      readonly retryAfterMs: number | null;
      /** What came all the same: it may have cost money. */
      readonly measured?: Measured;
    };

/** What a probe is made of, by part; a part that reads otherwise than at the run before was changed by somebody. */
export const SETUP_PARTS = ['prompt', 'assertions', 'provider', 'settings', 'price'] as const;
export type SetupPart = (typeof SETUP_PARTS)[number];
/** `prompt` is its hash; the others are lines without secrets. `null`: it has none, or it is not known. */
export type ProbeSetup = Readonly<Record<SetupPart, string | null>>;

/**
 * Why a probe ran: its schedule, an earlier result that is to be confirmed, an earlier run that our own program spoilt, or
 * somebody who asked.
 */
export const RUN_TRIGGERS = ['schedule', 'confirm', 'again', 'hand'] as const;
export type RunTrigger = (typeof RUN_TRIGGERS)[number];

/** A run as it is kept. */
export interface ProbeRun extends Measured {
  readonly probe: string;
  /** When it began: epoch milliseconds; with `probe` its key. */
  readonly at: number;
  readonly trigger: RunTrigger;
  readonly traceId: TraceId;
  readonly verdict: Verdict;
  /** Why it was not measured; `null`: it was. */
  readonly reason: UnmeasuredReason | null;
  /** What was said of that. */
  readonly detail: string;
  readonly assertions: readonly AssertionResult[];
  readonly setup: ProbeSetup;
  /** Slots of the schedule that passed unseen before this one: sleep, or a program that did not run. */
  readonly missed: number;
}

/** What a run took, and of what its probe was made then. */
export type TimedRun = Pick<ProbeRun, 'at' | 'verdict' | 'latencyMs' | 'setup'>;

/** Something about a probe that is not as it was. Ids and fingerprints move by themselves; the rest is somebody's doing. */
export const CHANGE_KINDS = ['model', 'fingerprint', ...SETUP_PARTS] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface ProbeChange {
  readonly probe: string;
  /** When the first run that saw it began. */
  readonly at: number;
  readonly kind: ChangeKind;
  /** Untrusted where the provider says it. `null`: there was none. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What must outlive the process so that no slot is run twice and no confirmation is lost. */
export interface ProbeProgress {
  readonly probe: string;
  /** The newest slot that was begun or passed over; `null`: none ever was. Epoch milliseconds. */
  readonly slot: number | null;
  /** Runs that are still to be made before the next slot, and what for. */
  readonly owed: number;
  readonly owedFor: Extract<RunTrigger, 'confirm' | 'again'>;
  /** Nothing is asked before; `null`: at once. */
  readonly holdUntil: number | null;
}
