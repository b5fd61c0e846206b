import type { BookedUse } from './ledger.ts';

/**
 * Whether a call that comes again under its id takes the place of what was booked: where it tells more, or as much and
 * later, and anything else than before. `replaced` counts once, like `duplicate`.
 */
export function decideBooking(booked: BookedUse, again: BookedUse): 'replaced' | 'duplicate' {
  if (again.fullness !== booked.fullness) return again.fullness > booked.fullness ? 'replaced' : 'duplicate';
  return saysTheSame(booked, again) ? 'duplicate' : 'replaced';
}

function saysTheSame(one: BookedUse, other: BookedUse): boolean {
  return (
    one.usage === other.usage &&
    one.provider === other.provider &&
    one.model === other.model &&
    one.tier === other.tier &&
    one.costPico === other.costPico &&
    one.priceStatus === other.priceStatus
  );
}
