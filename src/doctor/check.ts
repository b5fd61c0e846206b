import type { Operator } from '../core/chat.ts';
import type { ClockTrust } from '../core/clock-trust.ts';
import type { Clock } from '../core/clock.ts';
import type { Finding } from '../core/finding.ts';
import type { TrailReader } from '../core/ports.ts';
import type { LedgerReader } from '../core/ledger.ts';
import type { ProbeReader } from '../core/probe-store.ts';

/** What was kept of events, of what canaries and probes found, and of calls. */
export type DoctorTrail = TrailReader & Pick<ProbeReader, 'newestRuns'> & Pick<LedgerReader, 'spend'>;

/** One thing to look at: one file, one line in `index.ts`. */
export interface Check {
  /** What its findings are about, where it fails itself. */
  readonly about: string;
  /** What is not there to be looked at gives no finding. May throw: then it is unknown. */
  run(deps: DoctorDeps): Promise<readonly Finding[]>;
}

/** The program, as far as it is looked at; `null`: that part is not known, because the configuration is broken. */
export interface DoctorDeps {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** Replaces configured secrets in a text by `[redacted]`. */
  readonly redact: (text: string) => string;
  /** Whether the program runs. */
  readonly running: boolean;
  readonly configuration: Configuration;
  readonly database: Database | null;
  readonly clockTrust: (() => Promise<ClockTrust>) | null;
  readonly channels: readonly ExaminedChannel[];
  readonly publicUrl: PublicUrl | null;
  /** Throws with what is wrong in the message. */
  readonly get: (
    url: string,
    signal: AbortSignal,
  ) => Promise<{ readonly status: number; readonly body: string }>;
}

/** `file`: as it is shown; `null`: there is none, or it is not known here. */
export type Configuration =
  | { readonly ok: true; readonly file: string | null; readonly config: ConfigFacts }
  | {
      readonly ok: false;
      readonly file: string | null;
      /** One line each, with its place in the file. */
      readonly problems: readonly string[];
    };

/** What of a configuration matters here; the program's own has all of it. */
export interface ConfigFacts {
  readonly demo: boolean;
  readonly sources: { readonly size: number };
  readonly routes: { readonly length: number };
  readonly channels: readonly { readonly adapter: { readonly type: string } }[];
  readonly operators: readonly Operator[];
  readonly canaries: readonly { readonly name: string }[];
  readonly probes: readonly { readonly name: string }[];
  readonly workflows: readonly { readonly name: string }[];
}

export interface Database {
  /** `null`: it is no file of this machine's. */
  readonly file: string | null;
  /** `null`: nothing was ever stored. Rejects where it can't be opened. */
  readonly trail: () => Promise<DoctorTrail | null>;
  readonly disk: (file: string) => Promise<DiskFacts>;
  /** Why the running program can't write it; `null`: nothing is known to be wrong. Absent: nothing writes it. */
  readonly trouble?: () => string | null;
}

export interface DiskFacts {
  /** What the owner may still write. */
  readonly freeBytes: number;
  /** Permission bits; `null`: there is no such file. */
  readonly mode: number | null;
}

export interface ExaminedChannel {
  readonly name: string;
  readonly type: string;
  /** Looks whether the chat can be reached and written to. */
  readonly examine: () => Promise<readonly Finding[]>;
}

export interface PublicUrl {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where it has to lead. */
  readonly listener: string;
}
