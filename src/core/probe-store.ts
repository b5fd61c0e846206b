import type { ProbeChange, ProbeProgress, ProbeRun, TimedRun } from './probe.ts';

/** Reading what probes found; needs no running program. */
export interface ProbeReader {
  /** Newest first. `since`: began at or after; epoch milliseconds. */
  probeRuns(filter: {
    readonly probe: string;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly ProbeRun[]>;
  /** The same without all that takes time to read. */
  probeTimes(filter: {
    readonly probe: string;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly TimedRun[]>;
  /** The newest run of every probe that ever ran. */
  newestRuns(): Promise<readonly ProbeRun[]>;
  /** Newest first. `until`: seen then or before; default: now. */
  probeChanges(filter: {
    readonly probe: string;
    readonly since: number;
    readonly until?: number;
    readonly limit: number;
  }): Promise<readonly ProbeChange[]>;
  probeProgress(): Promise<readonly ProbeProgress[]>;
  /** A prompt's exact text by its hash, as long as it is kept; `null`: it is not. */
  prompt(hash: string): Promise<string | null>;
}

export interface ProbeStore extends ProbeReader {
  /** Written before a run is made: a process that dies meanwhile does not make it again. */
  keepProgress(progress: ProbeProgress): Promise<void>;
  /** A run with what it showed to have changed, at once. */
  keepRun(run: ProbeRun, changes: readonly ProbeChange[]): Promise<void>;
  /** Keeps the text of a prompt under its hash; the same again does nothing. */
  keepPrompt(hash: string, text: string, at: number): Promise<void>;
}
