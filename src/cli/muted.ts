import { z } from 'zod';
import { shellWord } from '../core/shell-word.ts';

/** What is read of an incident that is muted. */
export const mutedSchema = z.looseObject({
  title: z.string(),
  mutedUntil: z.string().nullable(),
  mutedBy: z.string().nullable(),
  mutedTarget: z.string().nullable(),
});

/** Who muted it, until when, and how that ends: `muted by ada until …: TITLE; "npx pithead unmute host=pi" ends that`. */
export function sayMute({ title, mutedUntil, mutedBy, mutedTarget }: z.infer<typeof mutedSchema>): string {
  const ends =
    mutedTarget === null ? 'that ends by itself' : `"npx pithead unmute ${shellWord(mutedTarget)}" ends that`;
  const muted = `muted by ${mutedBy ?? 'somebody'} until ${mutedUntil ?? 'some time'}`;
  return `${muted}: ${title.replaceAll('\n', ' ')}; ${ends}`;
}
