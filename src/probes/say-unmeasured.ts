import type { UnmeasuredReason } from '../core/probe.ts';

/** Why something could not be asked, in words, and what to do about it; `null`: nothing, it passes by itself. */
export function sayUnmeasured(reason: UnmeasuredReason): {
  readonly why: string;
  readonly next: string | null;
} {
  switch (reason) {
    case 'unreachable':
      return {
        why: 'it could not be reached',
        next: 'see whether it runs, and whether its address is right',
      };
    case 'network':
      return { why: 'the way to it broke', next: 'look at the network between; it is told when it is over' };
    case 'rate-limited':
      return {
        why: 'it takes no more requests now (429)',
        next: 'see who uses the limit up; ask less often, or have it raised',
      };
    case 'overloaded':
      return {
        why: 'it is overloaded',
        next: "wait: it is told when it is over; the provider's status page may say more",
      };
    case 'server-error':
      return { why: 'it has an error of its own', next: "look at the provider's status page" };
    case 'billing':
      return {
        why: 'there is no money left on the account',
        next: "add credit at the provider's, or raise the limit there",
      };
    case 'unauthorized':
      return { why: 'it does not take our key', next: 'put a valid key into .env, then restart' };
    case 'no-such-model':
      return {
        why: 'it does not know the model',
        next: 'name a model that it has (a hosted one may have been retired, a local one must be pulled)',
      };
    case 'bad-request':
      return {
        why: 'it does not take what we send',
        next: "see what it says below: a wrong path means a wrong `baseUrl` (Ollama's ends in /v1), else compare the canary's settings",
      };
    case 'own-connection':
      return { why: 'our own connection is down', next: null };
    case 'event-loop-late':
      return {
        why: 'our own program was late, so nothing can be said of the other side',
        next: 'see what keeps this machine busy ("top")',
      };
    case 'program-error':
      return { why: 'this program made a mistake', next: 'see the log (probe-broke), and report it' };
    case 'paused':
      return { why: 'somebody paused it', next: '/resume lets it go on' };
    case 'no-sensor':
      return {
        why: 'there is nothing to read it from on this machine',
        next: 'take the probe out of the configuration',
      };
  }
}
