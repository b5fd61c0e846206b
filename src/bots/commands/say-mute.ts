import type { Mute } from '../../core/incident.ts';
import { sayLeft } from './say-incident.ts';

/** A name such that a command takes it for one argument. What is printed to be typed is never cut. */
export function typed(name: string): string {
  return /\s/.test(name) && !/["“”„]/.test(name) ? `"${name}"` : name;
}

/** Who muted it and for how long yet: `by ada for 3 h more`. */
export function sayMutedBy({ by, until }: Mute, now: number): string {
  return `by ${by} for ${sayLeft(until, now)}`;
}

/** How a mute ends: `End it with /unmute host=pi`. */
export function sayHowItEnds({ target }: Mute): string {
  return target === null ? 'It ends by itself' : `End it with /unmute ${typed(target)}`;
}
