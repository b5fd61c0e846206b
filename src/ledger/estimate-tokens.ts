import { estimateTokenCount } from 'tokenx';
import type { UsageBuckets } from '../core/usage.ts';

/** Above this a text is counted by samples: all of a text takes 0.3 µs a character. */
const MOST_CHARACTERS = 65_536;
const SAMPLES = 16;
const SAMPLE_LENGTH = MOST_CHARACTERS / SAMPLES;

/**
 * Tokens of a prompt and its answer where the provider did not count them, some 5 % off by the measure of the library's makers; `null`:
 * there is no text. What came from a cache, and what was thought, is not known.
 */
export function estimateBuckets(texts: {
  readonly input: string | null;
  readonly output: string | null;
}): UsageBuckets | null {
  if (texts.input === null && texts.output === null) return null;
  return {
    input: { fresh: tokensOf(texts.input), cacheRead: null, cacheWrite: null },
    output: { visible: tokensOf(texts.output), reasoning: null },
  };
}

function tokensOf(text: string | null): number | null {
  if (text === null) return null;
  if (text.length <= MOST_CHARACTERS) return estimateTokenCount(text);
  const step = (text.length - SAMPLE_LENGTH) / (SAMPLES - 1);
  const starts = Array.from({ length: SAMPLES }, (_, i) => Math.floor(i * step));
  const tokens = starts.reduce(
    (all, start) => all + estimateTokenCount(text.slice(start, start + SAMPLE_LENGTH)),
    0,
  );
  return Math.round((tokens * text.length) / MOST_CHARACTERS);
}
