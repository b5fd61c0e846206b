import type { ClockDistrust } from '../../core/clock-trust.ts';
import type { Check } from '../check.ts';

const SAYINGS: Readonly<Record<ClockDistrust, { readonly detail: string; readonly fix: string }>> = {
  'before-release': {
    detail: 'stands years in the past: signatures can’t be judged, and senders are answered 503',
    fix: 'set it: timedatectl set-ntp true',
  },
  'behind-known': {
    detail: 'is behind the newest event: signatures can’t be judged, and senders are answered 503',
    fix: 'set it: timedatectl set-ntp true',
  },
  'not-synchronised': {
    detail: 'is not synchronised: signatures can’t be judged, and senders are answered 503',
    fix: 'look at "timedatectl timesync-status"; where no time server can be reached: server.clock: trust',
  },
};

/** Whether the clock can judge how old a signature is. */
export const clockCheck: Check = {
  about: 'clock',
  async run({ clockTrust }) {
    if (clockTrust === null) return [];
    const trust = await clockTrust();
    return [
      trust.trusted
        ? { about: 'clock', state: 'ok', detail: 'can be trusted', fix: null }
        : { about: 'clock', state: 'problem', ...SAYINGS[trust.reason] },
    ];
  },
};
