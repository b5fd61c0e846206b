/** What a failed verification means for who has to mend it. */
export type VerifyFault = 'mismatch' | 'clock' | 'unsigned' | 'malformed' | 'unconfigured';

/** The reasons of `webhooks` (`VerifyReason`) by what they mean; no other refusal is a failed verification. */
const FAULTS: ReadonlyMap<string, VerifyFault> = new Map([
  ['signature_mismatch', 'mismatch'],
  ['token_mismatch', 'mismatch'],
  ['timestamp_skew', 'clock'],
  ['signature_missing', 'unsigned'],
  ['timestamp_missing', 'unsigned'],
  ['id_missing', 'unsigned'],
  ['signature_malformed', 'malformed'],
  ['signature_duplicate', 'malformed'],
  ['timestamp_malformed', 'malformed'],
  ['timestamp_duplicate', 'malformed'],
  ['id_malformed', 'malformed'],
  ['request_malformed', 'malformed'],
  ['secret_missing', 'unconfigured'],
]);

const CAUSES: { readonly [Fault in VerifyFault]: string } = {
  mismatch: 'the secret differs: it was rotated on one side only, or somebody forges',
  clock: "the sender's clock or ours is wrong, or old requests are sent again",
  unsigned: 'it is not the sender, or its signing is switched off',
  malformed: 'something between changes the requests, or the scheme is not the one that the sender uses',
  unconfigured: 'the source has no secret to verify with',
};

export function isVerifyReason(reason: string): boolean {
  return FAULTS.has(reason);
}

/** The cause that most of the failures speak for; `null` where there are none. */
export function verifyCause(reasons: ReadonlyMap<string, number>): string | null {
  const counts = new Map<VerifyFault, number>();
  for (const [reason, count] of reasons) {
    const fault = FAULTS.get(reason);
    if (fault !== undefined) counts.set(fault, (counts.get(fault) ?? 0) + count);
  }
  const [dominant] = [...counts].toSorted(([, a], [, b]) => b - a);
  return dominant === undefined ? null : CAUSES[dominant[0]];
}
