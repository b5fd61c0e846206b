/** Where the way from outside to the chat can break. `secret`: what came in does not fit its signature. */
export type Hop = 'dns' | 'tunnel' | 'tls' | 'clock' | 'secret' | 'store' | 'bot' | 'program';

/** `reason` is a line for people. Untrusted: it may quote the far end. */
export interface Broken {
  readonly hop: Hop;
  readonly reason: string;
  /** What to do, where that is known better than the hop says; `null`: it is not. */
  readonly next: string | null;
}
