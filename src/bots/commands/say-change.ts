import { sayAgo } from '../../core/duration.ts';
import type { ChangeKind } from '../../core/probe.ts';
import type { CanaryChangeView } from '../../core/probe-views.ts';
import { sayDifference } from '../../core/say-settings.ts';
import { part } from './say.ts';

const MAX_SIDE = 100;
const MAX_DIFFERENCE = 200;
/** Enough of a hash to tell one prompt from another. */
const HASH_LENGTH = 8;

/** Whose doing it was: ids and fingerprints move by themselves, the rest is what somebody wrote. */
const CHANGED = {
  model: 'the model moved',
  fingerprint: 'the model moved (fingerprint)',
  prompt: 'you changed the prompt',
  assertions: 'you changed the assertions',
  provider: 'you changed the provider',
  settings: 'you changed the settings',
  price: 'the price changed',
} as const satisfies Record<ChangeKind, string>;

/** `2 d ago: the model moved: llama3.2:3b → llama3.2:3b-q4`. */
export function sayChange({ at, kind, before, after }: CanaryChangeView, now: number): string {
  const side = (text: string | null): string => {
    if (text === null) return 'none';
    return kind === 'prompt' ? text.slice(0, HASH_LENGTH) : part(text, MAX_SIDE);
  };
  const differs = kind === 'settings' ? sayDifference(before, after) : null;
  const what = differs === null ? `${side(before)} → ${side(after)}` : part(differs, MAX_DIFFERENCE);
  return `${sayAgo(Date.parse(at), now)}: ${CHANGED[kind]}: ${what}`;
}
