import type { Hop } from './hop.ts';

interface RefusedInside {
  readonly hop: Hop;
  readonly reason: string;
}

const STRIPPED = 'its signature was dropped on the way: headers are missing';
const MANGLED = 'its signature came in twice or in pieces: headers were changed on the way';
const TIME_IS_OFF =
  "its time was more than 5 minutes off: this machine's clock jumped, or it was held back on the way";

/** By the listener's reasons, those that say more than that a request was changed. */
const REASONS: ReadonlyMap<string, RefusedInside> = new Map([
  ['timestamp_skew', { hop: 'clock', reason: TIME_IS_OFF }],
  [
    'clock_not_trusted',
    { hop: 'clock', reason: "this machine's clock can't be trusted, so nothing is taken in" },
  ],
  [
    'signature_mismatch',
    {
      hop: 'secret',
      reason: 'its signature does not fit: the body, or a header that is signed, was changed on the way',
    },
  ],
  ['commit-failed', { hop: 'store', reason: 'it could not be written to the database' }],
  ['queue-full', { hop: 'store', reason: 'too much waits to be written to the database' }],
  ['stopping', { hop: 'program', reason: 'this program was stopping' }],
  ['internal_error', { hop: 'program', reason: 'this program failed over it' }],
  ['signature_missing', { hop: 'tunnel', reason: STRIPPED }],
  ['id_missing', { hop: 'tunnel', reason: STRIPPED }],
  ['timestamp_missing', { hop: 'tunnel', reason: STRIPPED }],
  ['signature_duplicate', { hop: 'tunnel', reason: MANGLED }],
  ['signature_malformed', { hop: 'tunnel', reason: MANGLED }],
  ['timestamp_duplicate', { hop: 'tunnel', reason: MANGLED }],
  ['timestamp_malformed', { hop: 'tunnel', reason: MANGLED }],
  ['id_malformed', { hop: 'tunnel', reason: MANGLED }],
  ['unknown_source', { hop: 'tunnel', reason: 'it came in at another path than it was sent to' }],
  ['path_unknown', { hop: 'tunnel', reason: 'it came in at another path than it was sent to' }],
  ['method_not_allowed', { hop: 'tunnel', reason: 'it came in with another method than POST' }],
  ['content_encoded', { hop: 'tunnel', reason: 'its body was compressed on the way' }],
  ['request_timeout', { hop: 'tunnel', reason: 'it came in too slowly' }],
  ['client_gone', { hop: 'tunnel', reason: 'it came in only in part' }],
]);

/** Which hop a request of ours was refused for, that the program itself had signed. */
export function refusedInside(reason: string): RefusedInside {
  return REASONS.get(reason) ?? { hop: 'tunnel', reason: `it was changed on the way (${reason})` };
}
